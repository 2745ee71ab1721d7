# Everything that runs the site; what a container does is its command (docker-compose.yml).
FROM python:3.11-slim-bookworm

# An index that holds the PyTorch build wanted; empty takes PyPI's, which brings CUDA.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

ENV PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app/platform \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATE_DIR=/state

RUN useradd --system --uid 10001 --no-create-home forward-pass \
    && install -d -o forward-pass /state

WORKDIR /app
COPY requirements.txt requirements.lock ./
# torch stands in no lock: its hash would pin one build for everybody (docs/setup.md).
RUN pip install --no-cache-dir --require-hashes -r requirements.lock \
    && pip install --no-cache-dir ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "$(grep '^torch==' requirements.txt)"
COPY . .
RUN python -m compileall -q platform

USER forward-pass
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", "--preload"]
