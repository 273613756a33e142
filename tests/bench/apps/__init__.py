"""Small apps that pages of Pharos are compared with, each run by `streamlit run`."""
