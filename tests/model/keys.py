"""Public keys of people, and of nothing else: data. Whose private halves the tests know by the names here."""

KEYS = {
    "m01": "melati-3/m01+37d1c049+AbSqkrBwrNlcbdqPK92BGdVDKlbAz7wJB3zwDHwziyMv",
    "m02": "melati-3/m02+9720efc0+AQx8QP5vWpSE2hgxLRZLGJVvTJTuHfZEos0qkGPt/xuF",
    "m03": "melati-3/m03+1e74099e+AcWRDftwNyfHLKjyWLuvDKP4fk3SBDSEItVgImuNQK1a",
    "m04": "melati-3/m04+899c08eb+AQBAM6wJ+Y5Tz7ljiqXUIF6ZcHLXw2jrubLgGQWzPh1R",
    "m05": "melati-3/m05+7715adc3+AQ1J4I0Exobvitn6MaLJQo1pKDFels0bLj8DAJ2F9MUq",
    "m06": "melati-3/m06+f18bcdfc+AQMQFfI05GUHW7xf7hLdA8chWkLnw91kgzojjCxnmzhX",
    "m07": "melati-3/m07+f98c9acf+AS+9R1zek6ogvO0Yt0CDLrDM8SQ1vtV5OEgeHbxBaAQm",
    "m08": "melati-3/m08+3a1fc16a+AWgrEsJPQFGkXrqeVeCtPfyseSgf/7fZ+NmWijaCxqqw",
    "m09": "melati-3/m09+a5745668+AVS5BsxzhmL5c7WDkPDZ8aaMtGnYfJ3KAPNGEp0LmgjP",
    "m10": "melati-3/m10+47ea7801+AfTcZgF4oJDI8qQjjw9XprcNn46xEAntM7SbOhiPmkhU",
    "m11": "melati-3/m11+5fd4c8d4+AQF75aWxNgQsw//wVmE9ZFEad4Yf21/Q4q13DFVoEcTb",
    "m12": "melati-3/m12+c98d6705+ATK5Q8L78fLS5g32yT4iz4XLB2Y/bw8ILsDsi0+rEwgr",
    "f01": "melati-3/f01+113a1b75+AXc1op86a8WySdln9arTl7JVQEr4BPecPwhEVx6In70X",
    "f02": "melati-3/f02+36facb70+Abgd3PBnrOhyQh4LcHdOh5KEIXaP/njNklAHJPGS0plg",
    "m01~2": "melati-3/m01~2+8f4f25ad+AeyWHLZKn+EVZKNydY3AU06n/e+KI/stnaY+tXxgZyAk",
    "m02~2": "melati-3/m02~2+a7612707+AfaGOdMYbH/YU579+FPKCpKIwUdUPMNNHU674RbVDMMr",
    "m03~2": "melati-3/m03~2+51679ad0+Ab3IYPA39ARAMwrEeKgpC4czHvi8eCaVxnytdQqZxh5o",
    "f01~2": "melati-3/f01~2+71b048a7+AbAXFAx5zk7vtV+SFB4+WOrO2GtYM5wcQuKOAu+7FYif",
}
"""Name of a key → its vkey; the name begins with the person's id, and behind `~` stands which of hers it is."""
