/* Files too large are told before they are sent; without script the server tells it afterwards. */
(() => {
  const inputsOf = (form) => [...form.querySelectorAll("[data-upload] input[type='file']")];

  function fault(form) {
    const box = form.querySelector("[data-upload]");
    const files = inputsOf(form).flatMap((input) => [...input.files]);
    const large = files.find((file) => file.size > Number(box.dataset.mostFile));
    const together = files.reduce((sum, file) => sum + file.size, 0);
    if (large) return `${large.name}: ${box.dataset.fileTooLarge}`;
    return together > Number(box.dataset.mostAll) ? box.dataset.allTooLarge : "";
  }

  function say(form) {
    const said = form.querySelector("[data-upload-said]");
    const words = fault(form);
    said.hidden = !words;
    said.textContent = words;
    return words;
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-upload] input[type='file']")) say(event.target.form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.querySelector("[data-upload]")) return;
    const goes = event.submitter && event.submitter.name === "go" ? event.submitter.value : "send";
    if (goes !== "send") {
      inputsOf(form).forEach((input) => { input.value = ""; });
    } else if (say(form)) {
      event.preventDefault();
      form.querySelector("[data-upload-said]").scrollIntoView({ block: "center" });
    }
  });
})();
