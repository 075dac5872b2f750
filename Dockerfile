# One image for every command: `run`, `web`, `work`, `migrate`, `check`, `admin`.
#   docker build --tag chargeops .
# Another base, for example a mirror's: --build-arg PYTHON_IMAGE=python:3.12-slim
# pip's settings, where the build needs some: --secret id=pip,src=pip.conf
# With the reader of electricity bills (140 MB more): --build-arg BILLS=yes
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
RUN python -m venv /app/.venv
# The pins alone first: a change in the code then installs nothing again.
COPY requirements/runtime.txt requirements/bills.txt requirements/
RUN --mount=type=secret,id=pip,target=/etc/pip.conf,required=false \
    .venv/bin/python -m pip install --require-hashes -r requirements/runtime.txt
ARG BILLS=
RUN --mount=type=secret,id=pip,target=/etc/pip.conf,required=false \
    [ -z "${BILLS}" ] || .venv/bin/python -m pip install --require-hashes -r requirements/bills.txt
COPY . .
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation --editable . \
 && .venv/bin/python -m compileall -q -x '/\.venv/' .

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin chargeops \
 && install --directory --owner=chargeops --group=chargeops --mode=0750 /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    HTTP_HOST=0.0.0.0 \
    HTTP_PORT=8080
WORKDIR /app
USER chargeops
VOLUME /data
EXPOSE 8080
# Asks /healthz on HTTP_PORT; a process without a web port (`work`) switches it off in compose.yaml.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "bot", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
