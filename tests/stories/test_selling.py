"""Making, ordering, selling, dividing: what the books allow, and why they say no."""

from __future__ import annotations

from typing import Any

import pytest

from book import JULY_1, JULY_7, JULY_14, Book, says
from kube_ledger import InvalidEvent, Refused, events, projections
from kube_ledger.events import Share


class Stall(Book):
    """A book of people who sell."""

    def makes(self, product: str, quantity: int, *, owner: str = "group") -> int:
        """Goods were made."""
        run = events.ProductionRun(
            occurred_on=self.day, product=product, quantity=quantity, unit="botol", owner=owner, workers=["m01"]
        )
        return self.tells(run)

    def sale(self, sale: str, *, lots: int = 1, price: int = 15_000, **other: Any) -> events.SaleRecorded:
        """Two bottles for 15.000 at the bazaar, so many times."""
        words: dict[str, Any] = {
            "owner": "group",
            "product": "bir pletok",
            "channel": "bazaar",
            "lot_size": 2,
            "paid": True,
        }
        return events.SaleRecorded(occurred_on=self.day, sale_id=sale, lots=lots, lot_price=price, **(words | other))

    def order(self, order: str, *, price: int = 100_000, deposit: int = 40_000) -> events.OrderTaken:
        """A customer orders."""
        return events.OrderTaken(
            occurred_on=self.day,
            order_id=order,
            customer="Kantor Lurah",
            product="nasi bungkus",
            quantity=10,
            price=price,
            deposit=deposit,
        )

    def cancels(self, order: str, *, refund: int, kept: int) -> events.OrderCancelled:
        """The order came to nothing."""
        return events.OrderCancelled(
            occurred_on=self.day, order_id=order, refund=refund, kept=kept, reason="acara batal"
        )

    def split(self, sales: list[str], proceeds: int, kas: int, **shares: int) -> events.SaleSplit:
        """A split, typed by hand."""
        made = [Share(member_id=member, amount=amount) for member, amount in shares.items()]
        return events.SaleSplit(occurred_on=self.day, sale_ids=sales, proceeds=proceeds, kas_share=kas, shares=made)

    def pays_share(self, member: str, amount: int) -> events.SharePaid:
        """She is paid."""
        return events.SharePaid(occurred_on=self.day, member_id=member, amount=amount)


def test_a_sale_on_credit_is_owed_until_it_is_paid_and_no_more_than_that_is_taken() -> None:
    book = Stall("m01")
    book.tells(book.sale("s1", lots=2, paid=False))
    assert book.holds("receivables") == 30_000
    book.tells(events.PaymentReceived(occurred_on=book.day, sale_id="s1", amount=20_000))
    too_much = events.PaymentReceived(occurred_on=book.day, sale_id="s1", amount=10_001)
    says(book.refuses(too_much), "over-paid", "Rp 10.000", "Rp 10.001", "s1", holds=10_000, asked=10_001)
    book.tells(events.PaymentReceived(occurred_on=book.day, sale_id="s1", amount=10_000))
    assert (book.holds("receivables"), book.holds("cash")) == (0, 30_000)


def test_a_members_own_sale_never_touches_the_groups_books() -> None:
    book = Stall("m01")
    book.tells(book.sale("s1", owner="m01", seller_id="m01"))
    assert book.group.view(projections.balances).rows == ()
    owed = events.PaymentReceived(occurred_on=book.day, sale_id="s1", amount=1)
    says(book.refuses(owed), "over-paid", holds=0, asked=1)


def test_a_deposit_is_used_by_the_sale_of_its_order() -> None:
    book = Stall("m01")
    book.tells(book.order("o1", price=100_000, deposit=40_000))
    assert (book.holds("cash"), book.holds("customer-deposits")) == (40_000, -40_000)
    forgotten = book.sale("s1", product="nasi bungkus", lots=10, price=10_000, channel="order", order_id="o1")
    says(book.refuses(forgotten), "over-paid", "o1", field="deposit_used", holds=40_000, asked=0)
    used = book.sale(
        "s1", product="nasi bungkus", lots=10, price=10_000, channel="order", order_id="o1", deposit_used=40_000
    )
    book.tells(used)
    assert (book.holds("cash"), book.holds("customer-deposits"), book.holds("sales")) == (100_000, 0, -100_000)


def test_a_cancelled_orders_deposit_is_given_back_or_kept_to_the_last_rupiah() -> None:
    book = Stall("m01")
    taken = book.tells(book.order("o1", deposit=40_000))
    says(book.refuses(book.cancels("o1", refund=30_000, kept=5_000)), "over-paid", holds=40_000, asked=35_000)
    cancelled = book.tells(book.cancels("o1", refund=30_000, kept=10_000))
    assert (book.holds("cash"), book.holds("customer-deposits"), book.holds("sales")) == (10_000, 0, -10_000)
    says(book.refuses(book.cancels("o1", refund=0, kept=0)), "unknown-reference", "o1", field="order_id")
    book.tells(book.correction(cancelled))
    assert book.holds("customer-deposits") == -40_000
    book.tells(book.correction(taken))
    assert book.holds("cash") == 0


def test_no_more_is_sold_than_was_made_once_making_is_written_down() -> None:
    book = Stall("m01")
    book.tells(book.sale("before", lots=100))
    book.makes("bir pletok", 10)
    says(book.refuses(book.sale("s1", lots=6)), "insufficient-stock", "bir pletok", "10", "12", holds=10, asked=12)
    book.tells(book.sale("s1", lots=4))
    spoiled = events.GoodsSpoiled(occurred_on=book.day, product="bir pletok", quantity=3, reason="tumpah")
    says(book.refuses(spoiled), "insufficient-stock", holds=2, asked=3)
    sample = events.SampleGiven(occurred_on=book.day, product="bir pletok", quantity=3, place="kantor camat")
    says(book.refuses(sample), "insufficient-stock", holds=2, asked=3)


def test_goods_that_were_sold_cant_be_unmade() -> None:
    book = Stall("m01")
    made = book.makes("peyek", 10)
    book.tells(book.sale("s1", product="peyek", lot_size=1, price=10_000, lots=4))
    says(book.refuses(book.correction(made)), "insufficient-stock", "peyek", field="target", holds=6, asked=10)


def test_a_members_own_goods_are_not_the_groups_stock() -> None:
    book = Stall("m01")
    book.makes("nastar", 10, owner="m01")
    book.tells(book.sale("s1", product="nastar", lots=100))
    assert book.group.view(projections.sales).stock == ()


def test_proceeds_are_split_equally_and_the_rest_goes_to_the_kas() -> None:
    book = Stall("m01", "m02", "m03")
    book.decides("bagi", kas_share_percent=10)
    book.tells(book.sale("s1", lots=4, price=12_505))
    made = book.group.split_sale(["s1"], occurred_on=book.day)
    assert (made.proceeds, made.kas_share) == (50_020, 5_002 + 0 + 50_020 % 1 + (50_020 - 5_002) % 3)
    assert {share.amount for share in made.shares} == {(50_020 - 5_002) // 3}
    assert made.kas_share + sum(share.amount for share in made.shares) == 50_020
    book.tells(made)
    assert book.holds("member-shares") == -3 * ((50_020 - 5_002) // 3)


@pytest.mark.parametrize(
    ("kas", "shares"),
    [
        (0, {"m01": 30_000}),
        (0, {"m01": 15_000, "m02": 14_999}),
        (0, {"m01": 20_000, "m02": 10_000}),
        (3_000, {"m01": 13_500, "m02": 13_500, "m01x": 0}),
        (2_999, {"m01": 13_500, "m02": 13_501}),
    ],
)
def test_a_split_typed_by_hand_must_be_right(kas: int, shares: dict[str, int]) -> None:
    book = Stall("m01", "m02", "m01x")
    book.leaves("m01x", on=JULY_1)
    book.day = JULY_14
    book.tells(book.sale("s1", lots=2))
    refusal = book.refuses(book.split(["s1"], 30_000, kas, **shares))
    assert refusal.code in ("split-mismatch", "not-a-member-then", "unknown-member")


SPLIT_ANEW = "Hitung ulang pembagiannya (split_sale)."


@pytest.mark.parametrize(
    ("proceeds", "kas", "shares", "field", "wanted", "wanted_en"),
    [
        (
            *(30_001, 3_001, {"m01": 13_500, "m02": 13_500}, "proceeds"),
            "pada hasil: seharusnya Rp 30.000, jumlah penjualan yang disebut",
            "at proceeds: it should be Rp 30.000, which the named sales come to",
        ),
        (
            *(30_000, 4_000, {"m01": 13_500, "m02": 13_500}, "kas_share"),
            "pada bagian kas: seharusnya Rp 3.000, sisa setelah bagian anggota",
            "at kas_share: it should be Rp 3.000, which the shares leave",
        ),
        (
            *(30_000, 0, {"m01": 16_000, "m02": 16_000}, "shares"),
            "pada bagian anggota: seharusnya seluruhnya paling banyak Rp 30.000",
            "at shares: it should be Rp 30.000 in all at most",
        ),
        (
            *(30_000, 4_000, {"m01": 13_000, "m02": 13_000}, "kas_share"),
            "pada bagian kas: seharusnya Rp 3.000, menurut keputusan bahwa bagian kas 10 %",
            "at kas_share: it should be Rp 3.000, by the decided 10 %",
        ),
        (
            *(30_000, 3_000, {"m01": 27_000}, "shares"),
            "pada bagian anggota: seharusnya setiap anggota (2 orang) disebut satu kali",
            "at shares: it should be each of 2 members once",
        ),
        (
            *(30_000, 3_000, {"m01": 13_000, "m02": 14_000}, "shares"),
            "pada bagian anggota: seharusnya sama besar untuk semua anggota",
            "at shares: it should be as much for each member as for the others",
        ),
    ],
)
def test_a_split_that_is_not_right_says_what_would_be(  # noqa: PLR0917  # one row of the table above
    proceeds: int, kas: int, shares: dict[str, int], field: str, wanted: str, wanted_en: str
) -> None:
    book = Stall("m01", "m02")
    book.decides("bagi", kas_share_percent=10)
    book.tells(book.sale("s1", lots=2))
    refusal = book.refuses(book.split(["s1"], proceeds, kas, **shares))
    says(refusal, "split-mismatch", field=field)
    assert refusal.sentence == f"Bagi hasil tidak cocok {wanted}. {SPLIT_ANEW}"
    assert refusal.message("en") == f"The split is not right {wanted_en}. Build it with split_sale."
    book.tells(book.split(["s1"], 30_000, 3_000, m01=13_500, m02=13_500))


def test_a_sale_that_is_not_the_groups_is_asked_for_in_words_that_say_so() -> None:
    book = Stall("m01")
    book.tells(book.opening(("receivables", 30_000, "lama")), book.sale("s1"), book.sale("s2", owner="m01"))
    for sale in ("lama", "s2"):
        typed = book.refuses(book.split(["s1", sale], 15_000, 0, m01=15_000))
        with pytest.raises(Refused) as built:
            book.group.split_sale(["s1", sale], occurred_on=book.day)
        for refusal in (typed, built.value.refusal):
            assert refusal.sentence == (
                "Bagi hasil tidak cocok pada penjualan: seharusnya penjualan milik kelompok yang jumlahnya diketahui, "
                f"dan '{sale}' bukan. {SPLIT_ANEW}"
            )
        assert typed.message("en") == (
            "The split is not right at sale_ids: it should be a sale of the group with a known total, "
            f"unlike '{sale}'. Build it with split_sale."
        )


def test_a_sale_is_split_once_and_again_when_the_split_is_taken_back() -> None:
    book = Stall("m01", "m02")
    sold = book.tells(book.sale("s1", lots=2))
    split = book.tells(book.split(["s1"], 30_000, 0, m01=15_000, m02=15_000))
    again = book.split(["s1"], 30_000, 0, m01=15_000, m02=15_000)
    says(book.refuses(again), "already-split", "s1", field="sale_ids[0]", position=split)
    says(book.refuses(book.split(["s1", "s1"], 60_000, 0, m01=30_000, m02=30_000)), "already-split")
    assert book.refuses(again).sentence == (
        f"Penjualan 's1' sudah dibagi (nomor {split}). Satu penjualan hanya dibagi satu kali."
    )
    says(book.refuses(book.correction(sold)), "already-split", field="target", position=split)
    book.tells(book.correction(split))
    book.tells(again)


def test_a_sale_named_twice_in_one_split_is_not_said_to_be_split_already() -> None:
    book = Stall("m01", "m02")
    book.tells(book.sale("s1", lots=2))
    refusal = book.refuses(book.split(["s1", "s1"], 60_000, 0, m01=30_000, m02=30_000))
    says(refusal, "already-split", field="sale_ids[1]", position=None)
    assert refusal.sentence == "Penjualan 's1' disebut dua kali. Satu penjualan hanya dibagi satu kali."
    assert refusal.message("en") == "The sale 's1' is named twice. A sale is split once."


def test_money_that_an_order_lacks_is_asked_for_at_the_field_that_says_how_much() -> None:
    book = Stall("m01")
    book.tells(book.order("o1"), book.expense(40_000))
    says(book.refuses(book.cancels("o1", refund=40_000, kept=0)), "insufficient-funds", field="refund", asked=40_000)


def test_a_split_of_what_nobody_sold_here_is_refused() -> None:
    book = Stall("m01")
    says(book.refuses(book.split(["s9"], 30_000, 30_000)), "unknown-reference", "s9", field="sale_ids[0]")
    book.tells(book.opening(("receivables", 30_000, "lama")), book.sale("s1", owner="m01"))
    says(book.refuses(book.split(["lama"], 30_000, 0, m01=30_000)), "split-mismatch", field="sale_ids")
    says(book.refuses(book.split(["s1"], 15_000, 0, m01=15_000)), "split-mismatch", field="sale_ids")


def test_a_member_is_paid_what_she_is_owed_also_when_she_has_left() -> None:
    book = Stall("m01", "m02")
    book.tells(book.sale("s1", lots=2), book.split(["s1"], 30_000, 0, m01=15_000, m02=15_000))
    says(book.refuses(book.pays_share("m01", 15_001)), "share-exceeds-balance", "Rp 15.000", "Rp 15.001", holds=15_000)
    book.leaves("m02")
    book.day = JULY_14
    book.tells(book.pays_share("m02", 15_000))
    assert {row.member_id: row.owed for row in book.group.view(projections.sales).shares} == {"m01": 15_000, "m02": 0}


def test_a_split_whose_shares_were_paid_cant_be_taken_back() -> None:
    book = Stall("m01", "m02")
    book.tells(book.sale("s1", lots=2))
    split = book.tells(book.split(["s1"], 30_000, 0, m01=15_000, m02=15_000))
    book.tells(book.pays_share("m01", 15_000))
    says(book.refuses(book.correction(split)), "share-exceeds-balance", field="target")


def test_a_price_is_of_a_lot_and_never_of_a_piece() -> None:
    book = Stall("m01")
    bazaar = events.Price(product="bir pletok", channel="bazaar", lot_size=2, lot_price=15_000)
    office = events.Price(product="bir pletok", channel="office", lot_size=1, lot_price=10_000)
    book.decides("harga", prices=[bazaar, office])
    assert book.group.view(projections.sales).prices(JULY_7) == (bazaar, office)
    assert book.group.view(projections.sales).prices(JULY_1) == ()


def test_a_sale_too_large_to_count_cant_be_built() -> None:
    with pytest.raises(InvalidEvent, match="lots × lot_price"):
        Stall("m01").sale("s1", lots=2**52, price=2**10)
    with pytest.raises(InvalidEvent, match="deposit_used"):
        Stall("m01").sale("s1", deposit_used=1)
    with pytest.raises(InvalidEvent, match="deposit"):
        Stall("m01").order("o1", price=1, deposit=2)
