package io.belay.heartbeat;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameListener;
import io.belay.codec.GoAwayReason;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Liveness for a Netty server of anyone's: one object a server, installed into the pipeline of each
 * connection that it accepts.
 *
 * <p>It answers HELLO and PING on the event loop, so that no work of the application delays them;
 * reaps clients that fell silent; bounds connections that never speak and frames that never end;
 * and takes leave with GOAWAY. Every other frame goes to the application's {@link FrameListener}.
 *
 * <p>Safe for use by several threads.
 */
public final class ServerLiveness {
  /** The name of the {@link OutboundMeter}, the first handler. */
  public static final String METER = "belay-meter";

  /** The name of the {@link InboundEvidence}, which stands below a TLS handler. */
  public static final String EVIDENCE = "belay-evidence";

  /** The name of the {@link FrameDecoder}. */
  public static final String DECODER = "belay-decoder";

  /** The name of the {@link ServerConnection}. */
  public static final String CONNECTION = "belay-connection";

  private final ServerOptions options;
  private final ServerListener listener;
  private final Optional<SessionRegistry> sessions;
  private final LivenessLoops loops;
  private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();

  /** Set once, when the server drains. */
  private volatile @Nullable CompletableFuture<Void> drained;

  /**
   * A server without sessions: any number of connections may say that they are the same client.
   *
   * @param options the options
   * @param listener hears of connections
   */
  public ServerLiveness(ServerOptions options, ServerListener listener) {
    this(options, listener, Optional.empty(), LoopListener.NONE);
  }

  /**
   * A server.
   *
   * @param options the options
   * @param listener hears of connections
   * @param sessions who replaces whom, or empty if nobody does
   * @param loopListener hears of event loops that did not run
   */
  public ServerLiveness(
      ServerOptions options,
      ServerListener listener,
      Optional<SessionRegistry> sessions,
      LoopListener loopListener) {
    this.options = Objects.requireNonNull(options, "options");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.sessions = Objects.requireNonNull(sessions, "sessions");
    this.loops = new LivenessLoops(options.heartbeat(), loopListener);
  }

  /**
   * Adds the handlers of one accepted connection: called in the {@code ChannelInitializer}, on the
   * channel's event loop, after a TLS handler was added if there is one.
   *
   * @param pipeline the accepted channel's pipeline
   * @param application gets all frames that are not liveness's; wire errors too, after which the
   *     connection is closed. It calls {@link ServerConnection#answered()} for each REQUEST that it
   *     answered.
   * @return the connection
   */
  public ServerConnection install(ChannelPipeline pipeline, FrameListener application) {
    OutboundMeter meter = new OutboundMeter();
    ServerConnection connection =
        new ServerConnection(this, pipeline.channel(), meter, application);
    if (holdsBytesBack(pipeline)) {
      pipeline.addFirst(EVIDENCE, new InboundEvidence(connection::heard));
    }
    pipeline.addFirst(METER, meter);
    pipeline.addLast(DECODER, connection.decoder());
    pipeline.addLast(CONNECTION, connection);
    return connection;
  }

  /** Whether a handler, such as that of TLS, sees the bytes before the decoder does. */
  private static boolean holdsBytesBack(ChannelPipeline pipeline) {
    return pipeline.toMap().values().stream()
        .anyMatch(handler -> !(handler instanceof ChannelInitializer));
  }

  /**
   * Takes leave of every client: GOAWAY, then the requests in flight, then FIN. A connection that
   * opens from now on is sent away at once. Closing the listening socket stays with its owner.
   *
   * @param patience how long the requests in flight may take; connections that are left after it
   *     are closed as they are
   * @return completes when no connection is left, on an event loop
   */
  public CompletableFuture<Void> drain(Duration patience) {
    CompletableFuture<Void> done = startDraining();
    for (ServerConnection connection : connections) {
      connection.goAway(GoAwayReason.DRAINING, "the server drains");
      connection.closeAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
    completeIfDrained();
    return done;
  }

  /**
   * The connections now.
   *
   * @return a copy
   */
  public Set<ServerConnection> connections() {
    return Set.copyOf(connections);
  }

  ServerOptions options() {
    return options;
  }

  Optional<SessionRegistry> sessions() {
    return sessions;
  }

  LivenessLoops loops() {
    return loops;
  }

  void greeted(ServerConnection connection) {
    Isolated.run(connection.channel().eventLoop(), () -> listener.greeted(connection));
  }

  void opened(ServerConnection connection) {
    connections.add(connection);
    Isolated.run(connection.channel().eventLoop(), () -> listener.opened(connection));
    if (drained != null) {
      connection.goAway(GoAwayReason.DRAINING, "the server drains");
    }
  }

  void closed(ServerConnection connection, CloseReason reason) {
    connections.remove(connection);
    Isolated.run(connection.channel().eventLoop(), () -> listener.closed(connection, reason));
    completeIfDrained();
  }

  private synchronized CompletableFuture<Void> startDraining() {
    CompletableFuture<Void> current = drained;
    if (current == null) {
      current = new CompletableFuture<>();
      drained = current;
    }
    return current;
  }

  private void completeIfDrained() {
    CompletableFuture<Void> current = drained;
    if (current != null && connections.isEmpty()) {
      current.complete(null);
    }
  }
}
