# Pharos in a container: it runs without root, writes only to /app/data, and gets its secrets as a mounted file.
# docs/deploy.md explains how to run it.

# A digest names one image for good. To take a newer one: docker buildx imagetools inspect python:3.11-slim-bookworm
ARG BASE=python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --only-binary=:all: --require-hashes -r requirements.lock

FROM ${BASE}
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
WORKDIR /app
COPY --from=build /venv /venv
COPY .streamlit/config.toml .streamlit/
COPY app.py ./
COPY lib lib
COPY pages pages
COPY static static
RUN python -m compileall -q app.py lib pages \
 && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin pharos \
 && install -d -o pharos -g pharos -m 700 data
USER 10001:10001
VOLUME /app/data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s \
    CMD ["python", "-c", "import urllib.request as ask; ask.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
