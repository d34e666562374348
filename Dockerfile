# Functron by itself, which is what a build without --target makes, and, as --target isolated-worker, as an isolated worker
# app on the Azure Functions host; both from one publish. docs/container.md and docs/azure.md say how to
# run them.
# For the classic builder as well as for BuildKit: no mounts, no heredocs.

# The classic builder makes every stage above the last one, whether that needs it or not. So that a default build of it does
# not need the image of the Functions host, it makes isolated-worker only when this is named:
#   docker build --target isolated-worker \
#     --build-arg FUNCTIONS_IMAGE=mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0 .
# BuildKit, which alone knows TARGETARCH, makes what is asked for, and needs no more than --target.
ARG FUNCTIONS_IMAGE=${TARGETARCH:+mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0}

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# Before the sources, so that a change of these alone leaves the restored packages in the builder's cache; but for those of the
# extensions, whose project is made and restored amid the publish.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY Functron.*/*.csproj ./
RUN for project in *.csproj; do mkdir "${project%.csproj}" && mv "$project" "${project%.csproj}/"; done
# For the image's own platform, which leaves out SQLite for the others. Audits and documentation are the tests' business.
RUN dotnet restore Functron.FunctionApp --use-current-runtime -p:NuGetAudit=false
COPY . .
# A Functions host starts it as 'dotnet Functron.FunctionApp.dll', and so does entry.sh.
RUN dotnet publish Functron.FunctionApp --no-restore --configuration Release --use-current-runtime --self-contained false \
    -p:UseAppHost=false -p:NuGetAudit=false -p:GenerateDocumentationFile=false --output /app
# A clone's file modes depend on its owner's umask; any user that 'docker run --user' names has to be able to start it.
RUN cp -r container /app/ && chmod -R a+rX /app && chmod a+x /app/container/*.sh
# The extensions are the Functions host's alone: 13 MB.
RUN cp -r /app /embedded && rm -r /embedded/.azurefunctions

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS no-functions-host
CMD ["sh", "-c", "echo 'functron: the classic builder makes isolated-worker with --build-arg FUNCTIONS_IMAGE=..., \
see the Dockerfile' >&2; exit 78"]

FROM ${FUNCTIONS_IMAGE:-no-functions-host} AS isolated-worker
LABEL org.opencontainers.image.title="Functron" \
      org.opencontainers.image.description="Functron as an isolated worker app on the Azure Functions host" \
      org.opencontainers.image.licenses="MIT"
# The host listens where the URLs say; the ports alone are what the health check reads. The limit of a request's body is above
# Functron's own, 256 MiB, so that what is too large gets Functron's answer.
# Without WEBSITE_HOSTNAME, which Azure sets, the host has no address for its webhooks, and so no durable client for the functions.
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    WEBSITE_HOSTNAME=localhost:8081 \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    FUNCTIONS_WORKER_RUNTIME=dotnet-isolated \
    FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=536870912 \
    ASPNETCORE_URLS=http://+:8081 \
    ASPNETCORE_HTTP_PORTS=8081 \
    Functron__DataDirectory=/tmp/functron \
    DOTNET_CLI_TELEMETRY_OPTOUT=1
EXPOSE 8081
COPY --from=build /app /home/site/wwwroot
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s CMD ["/home/site/wwwroot/container/health.sh"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS embedded
LABEL org.opencontainers.image.title="Functron" \
      org.opencontainers.image.description="Runs a function that one HTTP request brings, in a throw-away container" \
      org.opencontainers.image.licenses="MIT"
# A fixed id, far from those of people, for it owns the files in the host's data directory.
RUN groupadd --gid 10081 functron \
    && useradd --uid 10081 --gid functron --create-home --shell /usr/sbin/nologin functron
# The ports alone, as the base image sets them: ASPNETCORE_URLS beside its 8080 would draw a warning at each start.
ENV ASPNETCORE_HTTP_PORTS=8081 \
    Functron__DataDirectory=/tmp/functron \
    DOTNET_CLI_TELEMETRY_OPTOUT=1
EXPOSE 8081
COPY --from=build /embedded /app
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/app/container/health.sh"]
ENTRYPOINT ["/app/container/entry.sh"]
