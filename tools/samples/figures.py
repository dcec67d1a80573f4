"""Every amount and price of the samples and what it rests on: S = the field study of 2020, A = an assumption of ours.

Quantities (how much was baked, how many came) are assumptions throughout and stand in the story itself.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from .book import stop

if TYPE_CHECKING:
    from collections.abc import Mapping

Source = Literal["S", "A"]


class Figure(NamedTuple):
    """A figure of the samples and what it rests on."""

    amount: int
    source: Source
    meaning: str


FIGURES: Final[Mapping[str, Figure]] = {
    # Agreed by the group
    "dues": Figure(5_000, "S", "a member, a meeting; agreed by musyawarah, never forced"),
    "expense limit": Figure(100_000, "A", "above it an expense needs a decision"),
    "kas percent": Figure(35, "A", "percent of the proceeds to the kas; the study says a part, not which"),
    "later kas percent": Figure(40, "A", "the same from September 2019 on"),
    "iks contribution": Figure(5_000, "A", "a member, once a month, at the first meeting"),
    "iks ceiling": Figure(300_000, "A", "the most that one member gets at a time"),
    # Opening
    "opening kas": Figure(650_000, "A", "cash in the kas on 2019-01-01"),
    "opening iks": Figure(400_000, "A", "cash in the solidarity fund on 2019-01-01"),
    # Ingredients
    "cake ingredients": Figure(64_000, "A", "flour, sugar and eggs"),
    "pastry ingredients": Figure(58_000, "A", "rice flour, coconut and palm sugar"),
    "snack ingredients": Figure(72_000, "A", "flour, oil and shallots"),
    "spices": Figure(60_000, "A", "ginger, lemon grass and sappan wood for bir pletok"),
    "peyek ingredients": Figure(55_000, "A", "rice flour, peanuts and oil"),
    "milk": Figure(45_000, "A", "milk and ginger for susu jahe"),
    "rice": Figure(85_000, "A", "rice and side dishes for nasi uduk or nasi bungkus"),
    "catering ingredients": Figure(185_000, "A", "chicken, rice and spices for an order"),
    "rice box ingredients": Figure(140_000, "A", "the same for a small order of rice boxes"),
    "catering vegetables": Figure(95_000, "A", "vegetables, tempe and tofu for an order"),
    "lebaran ingredients": Figure(240_000, "A", "butter, cheese and flour for the Lebaran orders"),
    "more lebaran ingredients": Figure(130_000, "A", "the second purchase for the Lebaran orders"),
    "year's end ingredients": Figure(220_000, "A", "butter, cheese and flour for the orders of December"),
    # Tools and other needs
    "jars": Figure(48_000, "A", "jars and ribbon for dry cakes"),
    "bottles": Figure(50_000, "A", "plastic bottles of 250 ml and labels"),
    "steamer": Figure(165_000, "A", "a large steamer"),
    "scales": Figure(120_000, "A", "digital kitchen scales, paid from the bank"),
    "cool box": Figure(135_000, "A", "a cool box for bazaars"),
    "wrapping": Figure(36_000, "A", "boxes and wax paper"),
    "gas": Figure(22_000, "A", "a 3 kg cylinder of gas, refilled"),
    "fare": Figure(15_000, "A", "the ride home from the market"),
    "long fare": Figure(20_000, "A", "the ride from the wholesale market"),
    "stationery": Figure(18_000, "A", "account books and pens"),
    "photocopies": Figure(12_000, "A", "price lists, copied"),
    "tasting": Figure(35_000, "A", "cakes for customers to taste"),
    "phone credit": Figure(25_000, "A", "credit for taking orders by WhatsApp"),
    "masks": Figure(60_000, "A", "masks and soap for those who cook, 2020"),
    # Gifts, bank, solidarity
    "first donation": Figure(100_000, "A", "given to the kas"),
    "lebaran donation": Figure(200_000, "A", "given to the kas"),
    "iks donation": Figure(150_000, "A", "given to the solidarity fund"),
    "first deposit": Figure(300_000, "A", "kas, cash to bank"),
    "second deposit": Figure(100_000, "A", "kas, cash to bank"),
    "third deposit": Figure(150_000, "A", "kas, cash to bank"),
    "later deposit": Figure(500_000, "A", "kas, cash to bank, twice in the second half of 2019"),
    "iks deposit": Figure(300_000, "A", "solidarity fund, cash to bank"),
    "withdrawal": Figure(250_000, "A", "kas, bank to cash, before the Lebaran purchases"),
    "kas to iks": Figure(50_000, "A", "set aside for solidarity; the study says only that kas money may help too"),
    "help in illness": Figure(250_000, "A", "from IKS, July 2019"),
    "help in urgent need": Figure(150_000, "A", "from IKS, November 2019"),
    "help in calamity": Figure(200_000, "A", "from the kas, April 2020"),
    # Orders: what a piece costs and what is paid beforehand
    "rice box": Figure(17_500, "A", "nasi kotak, each"),
    "buffet portion": Figure(30_000, "A", "prasmanan, each"),
    "ordered nastar": Figure(55_000, "A", "a jar"),
    "ordered kastengel": Figure(60_000, "A", "a jar"),
    "small advance": Figure(100_000, "A", "paid when ordering"),
    "rice box advance": Figure(250_000, "A", "paid when ordering"),
    "arisan advance": Figure(150_000, "A", "paid when ordering"),
    "cookie advance": Figure(200_000, "A", "paid when ordering"),
    "buffet advance": Figure(350_000, "A", "paid when ordering, into the bank"),
    "hajatan advance": Figure(400_000, "A", "paid when ordering; the order was cancelled"),
    "hajatan refund": Figure(300_000, "A", "given back of it; the rest is kept"),
    "first payment": Figure(300_000, "A", "on the rice boxes sold on credit in March 2019, 20 days after"),
    "second payment": Figure(225_000, "A", "the rest of it, seven weeks after"),
    "december payment": Figure(400_000, "A", "on the rice boxes sold on credit in December 2019"),
    "january payment": Figure(300_000, "A", "the rest of it, paid in 2020"),
    # PMT, contest, things
    "pmt funds": Figure(3_200_000, "A", "from the kelurahan, a month, for 400 boxes; the study gives no amount"),
    "pmt toddlers": Figure(1_520_000, "A", "ingredients of 200 boxes"),
    "pmt elders": Figure(1_560_000, "A", "ingredients of 200 boxes"),
    "pmt fare": Figure(30_000, "A", "transport, a batch"),
    "pmt surplus returned": Figure(360_000, "A", "six months of 60,000, given back in July"),
    "pmt surplus kept": Figure(300_000, "A", "five months of 60,000, to the kas by decision and consent"),
    "pmt december surplus": Figure(60_000, "A", "given back in January 2020"),
    "pmt left over": Figure(1_770_000, "A", "a batch of March 2020 not made, and three months of 60,000, given back"),
    "group's prize": Figure(9_100_000, "S", "2nd of DKI Jakarta in 2019, into the kas"),
    "pendamping's prize": Figure(9_000_000, "S", "1st of DKI Jakarta in 2019; her own, no money of the group"),
    "oven": Figure(1_250_000, "A", "bought with prize money, from the bank"),
    "uniforms": Figure(1_500_000, "A", "estimated value of ten batik uniforms, paid by the kelurahan to a third party"),
    # Planted
    "typing mistake": Figure(50_000, "A", "the dues of one member with a nought too many, corrected the day after"),
    "missing change": Figure(3_000, "A", "short when the kas was counted at the end of May"),
}


def figure(name: str) -> int:
    """Return the figure of that name, in whole rupiah (two are percentages)."""
    return FIGURES[name].amount


class Price(NamedTuple):
    """What a lot costs on a channel. Never a price a piece: two bottles for 15.000 are not one for 7.500."""

    product: str
    channel: str
    lot_size: int
    lot_price: int
    source: Source


_ALWAYS: Final = (
    Price("bir pletok 250 ml", "bazaar", 2, 15_000, "S"),
    Price("bir pletok 250 ml", "friends", 2, 15_000, "S"),
    Price("bir pletok 250 ml", "office", 1, 10_000, "S"),
    Price("bir pletok 250 ml", "whatsapp", 2, 15_000, "A"),
    # The study names one price of a pack of peyek and no channel.
    *(Price("peyek", channel, 1, 10_000, "S") for channel in ("bazaar", "friends", "office", "warung", "whatsapp")),
    *(Price("nastar", channel, 1, 55_000, "A") for channel in ("friends", "whatsapp")),
    *(Price("kastengel", channel, 1, 60_000, "A") for channel in ("friends", "whatsapp")),
    Price("susu jahe", "bazaar", 1, 6_000, "A"),
    Price("susu jahe", "warung", 1, 5_000, "A"),
    Price("keripik bawang", "bazaar", 1, 12_000, "A"),
    Price("keripik bawang", "warung", 1, 11_000, "A"),
    Price("keripik bawang", "facebook", 1, 12_500, "A"),
    *(Price("stik keju", channel, 1, 15_000, "A") for channel in ("bazaar", "facebook", "whatsapp")),
    Price("nasi kotak", "office", 1, 17_500, "A"),
)
PRICES: Final[Mapping[date, tuple[Price, ...]]] = {
    date(2019, 1, 6): (
        *_ALWAYS,
        *(Price("nasi bungkus", channel, 1, 12_500, "A") for channel in ("bazaar", "warung", "whatsapp")),
        Price("nasi uduk", "warung", 1, 9_500, "A"),
    ),
    date(2019, 9, 1): (
        *_ALWAYS,
        *(Price("nasi bungkus", channel, 1, 13_500, "A") for channel in ("bazaar", "warung", "whatsapp")),
        Price("nasi uduk", "warung", 1, 10_000, "A"),
    ),
}


def price_list(day: date) -> tuple[Price, ...]:
    """Return the prices agreed on for a day."""
    return PRICES[max(start for start in PRICES if start <= day)]


def price_of(product: str, channel: str, day: date) -> Price:
    """Return what a lot of a product costs that day on that channel."""
    listed = {(price.product, price.channel): price for price in price_list(day)}
    return listed.get((product, channel)) or stop(f"{product} has no price on the channel {channel}")
