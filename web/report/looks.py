"""The script of the report's page, which nothing depends on, and what goes with every answer."""

from typing import Final

from web.by_link.looks import headers

# Without it a file that is too large is refused by the server, and the browser shows by itself that it is sending.
SCRIPT: Final = """
(() => {
  for (const input of document.querySelectorAll("input[type=file][data-most]")) {
    input.addEventListener("change", () => {
      const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
      input.setCustomValidity(large ? input.dataset.large : "");
      if (large) input.reportValidity();
    });
  }
  const form = document.querySelector("form[data-sending]");
  if (!form) return;
  const said = document.createElement("p"), button = form.querySelector("button.save");
  said.setAttribute("role", "status"); said.className = "note"; said.hidden = true;
  button.before(said);
  let touched = false;
  const say = (words) => { said.textContent = words; said.hidden = false; };
  form.addEventListener("input", () => { touched = true; });
  window.addEventListener("beforeunload", (leaving) => { if (touched) leaving.preventDefault(); });
  form.addEventListener("submit", (sending) => {
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!files) { touched = false; return; }
    sending.preventDefault();
    if (button.disabled) return;
    const ask = new XMLHttpRequest();
    const broken = () => { button.disabled = false; say(form.dataset.broken); };
    ask.upload.addEventListener("progress", (sent) => {
      say(form.dataset.sending.replace("{percent}", Math.floor(100 * sent.loaded / sent.total)));
    });
    ask.addEventListener("load", () => {
      touched = false;
      if (ask.status === 200) { location.assign(ask.responseURL); return; }
      document.open(); document.write(ask.responseText); document.close();
    });
    for (const end of ["error", "abort", "timeout"]) ask.addEventListener(end, broken);
    button.disabled = true;
    say(form.dataset.sending.replace("{percent}", 0));
    ask.open("POST", form.action);
    ask.send(new FormData(form));
  });
})();
"""
HEADERS: Final = headers(SCRIPT, own=True)
