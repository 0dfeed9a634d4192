FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data LOG_FORMAT=json
RUN useradd --system --create-home --uid 10001 portal && install -d -o portal -g portal /data
WORKDIR /srv/portal

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY . .
RUN python -m compileall -q projects disbursement emulation reports \
    && DATA_DIR=/tmp/build python manage.py shell -v 0 -c \
        "from disbursement.static_files import collect_if_changed; collect_if_changed()" \
    && rm -rf /tmp/build

USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "3"]
