# The server with the built-in trainer. OneTrainer, its Python packages and CUDA are not in here: see compose.yaml.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-bookworm-slim
# python3 trains, git says which OneTrainer a checkout is, tini reaps what a training leaves behind.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 git tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app ./
RUN install --directory --owner=node --group=node --mode=0700 /data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 STATE_DIR=/data
USER node
VOLUME /data
EXPOSE 8000
# Answered without a token, and by the server itself: it says that the process is alive, not that the machine is idle.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(reply => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
# When process 1 ends, the kernel ends everything in the container. So process 1 is not the server, which may crash or be started anew.
ENTRYPOINT ["tini", "--", "node", "scripts/respawn.mjs"]
