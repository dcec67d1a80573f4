"""The sample ledgers as stories, and what it takes to write them down. `tools/make_samples.py` is the way in.

Read in this order:
    figures     every amount and price of the samples, and what it rests on: the field study (S) or an assumption (A)
    book        the lines as they grow, each judged at once by the independent model of the tests
    habits      how this group writes its book: meetings, money, goods
    activities  the same for PMT, bazaars, contests, training, things and the pendamping's work
    year_2019   the book of 2019: participation by hand, how it opens; then a quarter a file, a month a function
    year_2020   the book of 2020, which opens with what 2019 left
"""
