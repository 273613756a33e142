"""Part of the page Settings: who would be mailed what today, and each of these mails as it would be sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from lib.mail.history import history
from lib.mail.staleness import too_old
from lib.mail.wishes import Wish, wishes
from lib.ui.entry import session
from lib.ui.frame.view import Sheet
from lib.ui.widgets.text import clean, plain
from lib.words.phrases import counted

if TYPE_CHECKING:
    from lib.mail.compose import Composer

MOST_OF_A_MAIL = 40_000


def show(page: Sheet) -> None:
    """Draw the list, and one mail when someone asks for it. Nothing is sent from here."""
    from lib.mail.compose import Composer  # the brief takes time to import

    log, as_of = page.loaded.log, pd.Timestamp(date.today())
    st.caption(
        "People choose their mails in the mailings tab. `python -m lib.mail` sends those that are due, once a day; "
        "nothing is sent from this page."
    )
    st.page_link("pages/sheet/edit.py", label="Change rows of the mailings tab", icon=":material/edit:")
    try:
        past = history(log.sent)
    except ValueError as error:
        st.error(plain(f"Nothing would be sent: {error}"), icon=":material/error:")
        return
    if why := too_old(log, as_of):
        st.warning(plain(f"Nothing would be sent today: {why}."), icon=":material/warning:")
    found = wishes(log, as_of, _administrators())
    for problem in found.problems:
        st.warning(plain(problem), icon=":material/warning:")
    if not found.mails:
        st.caption("Nobody would be mailed: no active circle names a lead or a sponsor by their address.")
        return
    composer = Composer(log, as_of, past)
    rows = [
        {
            "To": clean(wish.email),
            "Mail": wish.kind,
            "How often": "when found" if wish.every == "day" else wish.every,
            "About": counted(len(wish.own), "circle") if wish.own else "their own actions",
            "Today": composer.why_not(wish) or "due, if there is something to say",
        }
        for wish in found.mails
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="mails_due")
    chosen = st.selectbox(
        "Show a mail",
        found.mails,
        index=None,
        format_func=_named,
        key="mails_shown",
        placeholder="Choose one",
        width=420,
    )
    if chosen is not None:
        with st.spinner("Writing …", show_time=True):
            _mail(composer, chosen)


def _named(wish: Wish) -> str:
    return clean(f"{wish.kind} to {wish.email}")


def _mail(composer: Composer, wish: Wish) -> None:
    from lib.mail import text  # what writes HTML takes time to import
    from lib.mail.command import PREVIEW
    from lib.mail.message import identity, message

    letter = composer.letter(wish)
    if letter is None:
        st.caption("This mail would say nothing today, so it would not be sent.")
        return
    st.code(
        clean(f"To: {letter.email}\nSubject: {letter.subject}\n\n{text.plain(letter)}", MOST_OF_A_MAIL),
        language=None,
    )
    st.download_button(
        "The whole mail (.eml)",
        data=lambda: message(letter, PREVIEW, datetime.now(UTC), identity(letter)).as_bytes(),
        file_name=f"pharos-{letter.kind}-{letter.as_of:%Y-%m-%d}.eml",
        mime="message/rfc822",
        icon=":material/download:",
        help="With its HTML and the brief as a PDF; mail programs open it.",
        on_click="ignore",
        key="mail_eml",
    )


def _administrators() -> frozenset[str]:
    found = session.settings()
    return frozenset() if found is None else frozenset(found.administrators)
