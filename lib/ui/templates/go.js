// Links of class pharos-go open a page of this app without loading the app anew: role, drafts and filters stay.
(() => {
  if (window.pharosGo) return;
  window.pharosGo = true;
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a.pharos-go");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== window.location.origin) return;
    event.preventDefault();
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: window.history.state }));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  });
})();
