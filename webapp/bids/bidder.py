"""The bidder's pages: the form, files as evidence, handing in and withdrawing, and agreeing to what is published."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from tracker.bids import handing_in, reviewing
from tracker.bids.form import YEARS, CostKind
from tracker.bids.form_text import read_fields, written_fields
from tracker.bids.procurements import procurement_row, questions_of, versions_of
from tracker.bids.states import State
from tracker.bids.uploaded_costs import cost_fields
from tracker.bids.uploads import MAX_FILES, UploadError, read_upload
from tracker.policy import Action
from webapp.access import Access, access
from webapp.account.visitor import SIGNED_IN, in_procurement, keys, person, private, said
from webapp.limits import limiter
from webapp.site import now, reading, site

blueprint = Blueprint("bidder", __name__, template_folder="templates")


def _bidder(action: Action) -> Access:
    rule = in_procurement(action)

    def admits(**arguments: Any) -> bool:
        return SIGNED_IN.admits(**arguments) and rule.admits(**arguments)

    return Access(f"bidder: {action.value}", admits, hidden=True)


def _form(
    procurement: str,
    fields: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    *,
    costs: dict[str, Any] | None = None,
) -> Response:
    with reading() as connection:
        row = procurement_row(connection, procurement)
        found = handing_in.own_bid(connection, keys(), person(), procurement)
        questions = questions_of(connection, procurement)
        text = versions_of(connection, procurement)[-1][1]
        files = handing_in.files_of(connection, keys(), row, found[0].id) if found else []
    if State(row.state) is not State.OPEN:
        return _afterwards(procurement, row, found)
    saved = written_fields(found[1]) if found else {}
    from_file, remarks = cost_fields(costs) if costs else ({}, [])
    return private(
        "bids/bidder.html", 400 if errors else 200, row=row, bid=found[0] if found else None, text=text,
        questions=questions, fields=saved | from_file if fields is None else fields, errors=errors or {}, files=files,
        kinds=[kind.value for kind in CostKind], years=range(1, YEARS + 1), most_files=MAX_FILES,
        from_file=bool(costs), remarks=remarks,
    )  # fmt: skip


def _afterwards(procurement: str, row: Any, found: Any, error: str = "") -> Response:
    if found is None:
        abort(404)
    with reading() as connection:
        preview = (
            reviewing.own_preview(connection, keys(), person(), procurement) if row.state == State.CLOSED else None
        )
        questions = questions_of(connection, procurement)
    until = reviewing.sign_off_ends(row) if row.closed_on else None
    # Once the envelopes are destroyed, or the procurement is cancelled, the key to the receipt is gone as well.
    receipt = handing_in.kept_receipt(keys(), row, found[0]) if row.working_key_box else ""
    return private(
        "bids/afterwards.html", 400 if error else 200, row=row, bid=found[0], preview=preview, questions=questions,
        until=until, error=error, receipt=receipt,
        receipt_said=handing_in.receipt_facts(receipt) if receipt else (),
    )  # fmt: skip


@blueprint.route("/bids/<procurement>/bid", methods=["GET", "POST"])
@limiter.limit("120 per hour", methods=["POST"])
@access(_bidder(Action.READ_OWN_BID))
def bid(procurement: str) -> Any:
    """Write the bid, save it as often as one likes, and hand it in."""
    if request.method == "GET":
        return _form(procurement)
    with reading() as connection:
        questions = questions_of(connection, procurement)
    fields = dict(request.form.items())
    form, errors = read_fields(fields, questions)
    if form is None:
        return _form(procurement, fields, errors)

    def step(connection: Any) -> None:
        handing_in.save_bid(connection, keys(), person(), procurement, form, now())

    _, error = said(step)
    if not error and request.form.get("step") == "hand in":
        receipt, error = said(
            lambda connection: handing_in.hand_in(connection, keys(), site().settings, person(), procurement, now())
        )
        if receipt:
            said_in_it = handing_in.receipt_facts(receipt)
            return private("bids/receipt.html", receipt=receipt, said=said_in_it, procurement=procurement)
    return _form(procurement, fields, {"main": error}) if error else redirect(f"/bids/{procurement}/bid")


@blueprint.post("/bids/<procurement>/bid/withdraw")
@access(_bidder(Action.WRITE_BID))
def withdraw(procurement: str) -> Any:
    """Erase the bid with its files."""
    _, error = said(lambda connection: handing_in.withdraw_bid(connection, keys(), person(), procurement, now()))
    return _form(procurement, None, {"main": error}) if error else redirect(f"/bids/{procurement}")


@blueprint.post("/bids/<procurement>/bid/files")
@limiter.limit("40 per hour")
@access(_bidder(Action.WRITE_BID))
def add_file(procurement: str) -> Any:
    """Take a file: its text is read apart and shown, the original sealed; its cost sheet fills the form."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return _form(procurement, None, {"file": "Choose a file."})
    try:
        upload = read_upload(given.filename, given.read())
    except UploadError as wrong:
        return _form(procurement, None, {"file": str(wrong)})
    _, error = said(lambda connection: handing_in.add_file(connection, keys(), person(), procurement, upload, now()))
    if error:
        return _form(procurement, None, {"file": error})
    if upload.costs:
        return _form(procurement, costs=upload.costs)
    return redirect(f"/bids/{procurement}/bid#files")


@blueprint.post("/bids/<procurement>/bid/files/<file>/drop")
@access(_bidder(Action.WRITE_BID))
def drop_file(procurement: str, file: str) -> Any:
    """Take a file out of the bid."""
    said(lambda connection: handing_in.drop_file(connection, keys(), person(), procurement, file, now()))
    return redirect(f"/bids/{procurement}/bid#files")


@blueprint.post("/bids/<procurement>/bid/agree")
@access(_bidder(Action.SIGN_OFF_BID))
def agree(procurement: str) -> Any:
    """Agree with the page to come, as it was shown."""
    typed = request.form.get("hash", "")
    _, error = said(lambda connection: reviewing.sign_off(connection, keys(), person(), procurement, typed, now()))
    if not error:
        return redirect(f"/bids/{procurement}/bid")
    with reading() as connection:
        row = procurement_row(connection, procurement)
        found = handing_in.own_bid(connection, keys(), person(), procurement)
    return _afterwards(procurement, row, found, error)
