// The server is where the files of this page come from: without being told, Streamlit looks below the page's own address
// first, gets an error and waits. A browser that was here before has the cookie that a connection needs: it connects at
// once and asks beside it whether the server is well.
window.__streamlit = {
  BACKEND_BASE_URL: new URL("./", window.location.href).href,
  ...(/(^|; )_streamlit_xsrf=/.test(document.cookie) && {
    HOST_CONFIG: { allowedOrigins: [window.location.origin], useExternalAuthToken: false },
  }),
};
