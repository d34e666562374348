# Functron on the embedded host. README.md, "In a container", says how to run it.
# For the classic builder as well as for BuildKit: no mounts, no heredocs.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# Before the sources, so that a change of these alone leaves the restored packages in the builder's cache.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY Functron.Execution/Functron.Execution.csproj Functron.Execution/
COPY Functron.Payloads.Blobs/Functron.Payloads.Blobs.csproj Functron.Payloads.Blobs/
COPY Functron.Hosting/Functron.Hosting.csproj Functron.Hosting/
COPY Functron.FunctionApp/Functron.FunctionApp.csproj Functron.FunctionApp/
# For the image's own platform, which leaves out SQLite for the others. Audits and analyzers are the tests' business.
RUN dotnet restore Functron.FunctionApp --use-current-runtime -p:NuGetAudit=false
COPY . .
RUN dotnet publish Functron.FunctionApp --no-restore --configuration Release --use-current-runtime --self-contained false \
    -p:UseAppHost=false -p:GenerateDocumentationFile=false -p:RunAnalyzers=false --output /app
# A clone's file modes depend on its owner's umask; any user that 'docker run --user' names has to be able to start it.
RUN cp -r container /app/ && chmod -R a+rX /app && chmod a+x /app/container/*.sh

FROM mcr.microsoft.com/dotnet/aspnet:10.0
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
COPY --from=build /app /app
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/app/container/health.sh"]
ENTRYPOINT ["/app/container/entry.sh"]
