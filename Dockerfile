# The binary alone: no shell, no libraries, no network. docker run --rm -v "$PWD:/work:ro" IMAGE check
# Alpine's image builds for musl, and brings the C compiler for mimalloc.
FROM rust:1.95-alpine AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM scratch
COPY --from=build /src/target/release/bowline /bowline
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/bowline"]
CMD ["check"]
