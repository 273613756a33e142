// Back takes back the last choice: a choice that Streamlit writes into the address becomes an entry of the history.
// What the app itself corrects in the address, when it is opened or after back and forward, does not.
(() => {
  if (window.pharosBack) return;
  window.pharosBack = true;
  const { history } = window;
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let chosen = false;
  for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, () => { chosen = true; }, true);
  window.addEventListener("popstate", () => { chosen = false; keep(window.location.href); }, true);
  // Streamlit drops the parameters of filters from the address of another page and may write them back too early for its
  // own message to arrive: the address that was asked for then stands again, until something is chosen.
  let watch;
  const keep = wanted => {
    window.clearInterval(watch);
    let looks = 60;
    watch = window.setInterval(() => {
      const { pathname, search } = new URL(wanted);
      if (chosen || !search || pathname !== window.location.pathname || !looks--) window.clearInterval(watch);
      else if (!window.location.search) replace(history.state, "", wanted);
    }, 100);
  };
  const isSamePage = url => new URL(url ?? "", window.location.href).pathname === window.location.pathname;
  const isNew = url => new URL(url ?? "", window.location.href).search !== window.location.search;
  history.replaceState = (state, title, url) =>
    (chosen && isSamePage(url) && isNew(url) ? push : replace)(state, title, url);
  history.pushState = (state, title, url) => (chosen || !isSamePage(url) ? push : replace)(state, title, url);
})();
