#!/usr/bin/env bash
# The tests of databases start a PostgreSQL server of their own. Where its programs are missing, root gets Debian's.
set -euo pipefail

if compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests of PostgreSQL are skipped: install it (Debian: sudo apt-get install postgresql) to run them." >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi
# Only the programs: no server that starts by itself.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet=2
apt-get install --quiet=2 --yes --no-install-recommends postgresql
