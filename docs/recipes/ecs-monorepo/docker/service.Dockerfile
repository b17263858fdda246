# One Dockerfile for all services. "base" is the image of docker/base: deploy.sh hands it over as a build context.
FROM base
ARG SERVICE
COPY packages /app/packages
COPY services/${SERVICE} /app/service
LABEL org.opencontainers.image.title=${SERVICE}
