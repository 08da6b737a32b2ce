package io.belay.benchmarks.echo;

import io.belay.benchmarks.echo.peer.BoltClient;
import io.belay.benchmarks.echo.peer.FixedPoolClient;
import io.belay.benchmarks.echo.peer.GrpcClient;
import io.belay.benchmarks.echo.peer.RSocketClient;
import io.belay.benchmarks.echo.peer.ReactorPoolClient;
import io.belay.benchmarks.echo.peer.VertxClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The clients that are compared, in the order of the table. */
enum Row {
  RAW_EPOLL("raw Netty, epoll: the ceiling"),
  RAW_NIO("raw Netty, NIO"),
  RAW_IO_URING("raw Netty, io_uring"),
  FLOOR("raw Netty, a future and two copies"),
  BELAY_LOOP("Belay, from its event loop"),
  BELAY_METERS("Belay, from its event loop, meters bound"),
  BELAY_THREAD("Belay, from one other thread"),
  BELAY_BLOCKING("Belay, blocking, platform threads"),
  BELAY_VIRTUAL("Belay, blocking, virtual threads (JDK 25)"),
  HAND_WRITTEN("hand-written Netty"),
  VERTX("Vert.x NetClient, own correlation"),
  RSOCKET("RSocket"),
  FIXED_POOL("Netty FixedChannelPool"),
  REACTOR_POOL("Reactor Netty with a pool"),
  BOLT("SOFABolt"),
  GRPC("gRPC");

  /** The most connections of rows that can have only one request at a time on each. */
  private static final int EXCLUSIVE_CONNECTIONS = 64;

  private final String title;

  Row(String title) {
    this.title = title;
  }

  static Row named(String label) {
    return Arrays.stream(values())
        .filter(row -> row.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "row: %s (expected one of: %s)"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(Row::label)
                                .collect(Collectors.joining(", ")))));
  }

  /** What the command line calls it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the table calls it. */
  String title() {
    return title;
  }

  /** What this machine lacks to run it, if anything. */
  Optional<String> missing(Optional<Path> newJdk) {
    return switch (this) {
      case RAW_EPOLL -> missing(SocketKind.EPOLL);
      case RAW_IO_URING -> missing(SocketKind.IO_URING);
      case BELAY_VIRTUAL ->
          newJdk.isPresent() ? Optional.empty() : Optional.of("JAVA25_HOME names no JDK 25");
      default -> Optional.empty();
    };
  }

  /** Whether it needs virtual threads. */
  boolean needsNewJdk() {
    return this == BELAY_VIRTUAL;
  }

  /** What its client connects to. */
  EchoServer server() {
    return switch (this) {
      case BOLT -> EchoServer.BOLT;
      case RSOCKET -> EchoServer.RSOCKET;
      case GRPC -> EchoServer.GRPC;
      default -> EchoServer.FRAMED;
    };
  }

  /** Makes its client, connected to a port of the loopback address. */
  Load connect(int port, Shape shape, Tally tally) throws Exception {
    return switch (this) {
      case RAW_EPOLL -> RawLoad.connect(SocketKind.EPOLL, port, shape, tally);
      case RAW_NIO -> RawLoad.connect(SocketKind.NIO, port, shape, tally);
      case RAW_IO_URING -> RawLoad.connect(SocketKind.IO_URING, port, shape, tally);
      case BELAY_THREAD -> new OneThreadLoad(new BelayEcho(port), shape, tally);
      case BELAY_BLOCKING -> blocking(port, ThreadKind.PLATFORM, shape, tally);
      case BELAY_VIRTUAL -> blocking(port, ThreadKind.VIRTUAL, shape, tally);
      default -> new CompletionLoad(client(port, shape), shape, tally);
    };
  }

  private AsyncClient client(int port, Shape shape) throws Exception {
    int exclusive = Math.min(shape.outstanding(), EXCLUSIVE_CONNECTIONS);
    SocketKind sockets = SocketKind.best();
    return switch (this) {
      case FLOOR -> new FloorClient(sockets, port, shape);
      case HAND_WRITTEN -> new HandWrittenClient(sockets, port);
      case VERTX -> new VertxClient(port);
      case RSOCKET -> new RSocketClient(port);
      case FIXED_POOL -> new FixedPoolClient(sockets.newLoop(), sockets.channel(), port, exclusive);
      case REACTOR_POOL -> new ReactorPoolClient(port, exclusive);
      case BOLT -> new BoltClient(port);
      case GRPC -> new GrpcClient(port);
      case BELAY_METERS -> BelayEcho.withMeters(port);
      default -> new BelayEcho(port);
    };
  }

  private static Optional<String> missing(SocketKind sockets) {
    return sockets.available()
        ? Optional.empty()
        : Optional.of(sockets + " does not load on this machine");
  }

  private static Load blocking(int port, ThreadKind kind, Shape shape, Tally tally)
      throws Exception {
    BelayEcho client = new BelayEcho(port);
    return new BlockingLoad(client, client::sendAndWait, kind, shape, tally);
  }
}
