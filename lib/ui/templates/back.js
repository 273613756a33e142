// Back takes back the last choice: a choice that Streamlit writes into the address becomes an entry of the history.
// What the app itself corrects in the address, when it is opened or after back and forward, does not. One choice is one
// entry: on the way to another page Streamlit first writes that page's parameters behind the address of the one it leaves.
(() => {
  if (window.pharosBack) return;
  window.pharosBack = true;
  const { history } = window;
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let chosen = false, entered = false;
  for (const kind of ["pointerdown", "keydown"])
    window.addEventListener(kind, () => { chosen = true; entered = false; }, true);
  window.addEventListener("popstate", () => { chosen = entered = false; keep(window.location.href); }, true);
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
  const enter = (state, title, url) => {
    const way = entered ? replace : push;
    entered = true;
    way(state, title, url);
  };
  history.replaceState = (state, title, url) =>
    (chosen && isSamePage(url) && isNew(url) ? enter : replace)(state, title, url);
  history.pushState = (state, title, url) => (chosen || !isSamePage(url) ? enter : replace)(state, title, url);
})();
