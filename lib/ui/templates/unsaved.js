if (!window.pharosGuardsUnsaved) {
  window.pharosGuardsUnsaved = true;
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector(".pharos-unsaved")) event.preventDefault();
  });
}
