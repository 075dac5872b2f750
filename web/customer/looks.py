"""The one script of the customer's page, which nothing depends on, and what goes with every answer."""

from typing import Final

from web.by_link.looks import headers

# Without it the numbers are typed or a map link is pasted, a file that is too large is refused by the server, and a typed
# name signs instead of a drawing.
SCRIPT: Final = """
(() => {
  const here = document.querySelector("[data-here]");
  const field = document.querySelector("#place");
  if (here && field && navigator.geolocation) {
    const button = document.createElement("button");
    button.type = "button"; button.className = "plain"; button.textContent = here.dataset.here;
    const said = document.createElement("p");
    said.setAttribute("role", "status"); said.className = "small";
    here.append(button, said);
    button.addEventListener("click", () => {
      said.textContent = here.dataset.wait;
      navigator.geolocation.getCurrentPosition(
        (found) => {
          field.value = found.coords.latitude.toFixed(6) + ", " + found.coords.longitude.toFixed(6);
          said.textContent = here.dataset.found; field.focus();
        },
        () => { said.textContent = here.dataset.denied; },
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
    });
  }
  for (const input of document.querySelectorAll("input[type=file][data-most]")) {
    input.addEventListener("change", () => {
      const large = input.files.length && input.files[0].size > Number(input.dataset.most);
      input.setCustomValidity(large ? input.dataset.large : "");
      if (large) input.reportValidity();
    });
  }
  const pad = document.querySelector("[data-pad]");
  if (pad && window.DataTransfer) {
    const canvas = pad.querySelector("canvas"), file = pad.querySelector("input[type=file]");
    const form = pad.closest("form"), name = form.querySelector("input[name=name]");
    const ink = canvas.getContext("2d");
    let drawn = false, last = null;
    const clean = () => {
      ink.fillStyle = "#fff"; ink.fillRect(0, 0, canvas.width, canvas.height);
      drawn = false; file.value = ""; name.required = true;
    };
    const at = (touch) => {
      const box = canvas.getBoundingClientRect();
      return [(touch.clientX - box.left) * canvas.width / box.width,
              (touch.clientY - box.top) * canvas.height / box.height];
    };
    clean(); pad.hidden = false;
    canvas.addEventListener("pointerdown", (touch) => { canvas.setPointerCapture(touch.pointerId); last = at(touch); });
    canvas.addEventListener("pointermove", (touch) => {
      if (!last) return;
      const now = at(touch);
      ink.strokeStyle = "#111"; ink.lineWidth = 5; ink.lineCap = "round";
      ink.beginPath(); ink.moveTo(...last); ink.lineTo(...now); ink.stroke();
      last = now; drawn = true; file.value = ""; name.required = false;
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
    pad.querySelector("button").addEventListener("click", clean);
    form.addEventListener("submit", (sending) => {
      if (!drawn || file.files.length) return;
      sending.preventDefault();
      canvas.toBlob((picture) => {
        const carried = new DataTransfer();
        carried.items.add(new File([picture], "signature.png", { type: "image/png" }));
        file.files = carried.files; form.submit();
      });
    });
  }
})();
"""
HEADERS: Final = headers(SCRIPT)
