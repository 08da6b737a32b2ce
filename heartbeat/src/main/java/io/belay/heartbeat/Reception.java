package io.belay.heartbeat;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.belay.codec.GoAwayReason;
import io.belay.codec.Hello;
import io.belay.codec.WireError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receives a client: who it is, whether it may come in, and whom it replaces. */
final class Reception {
  private final ServerConnection connection;
  private final ServerOptions options;
  private final Optional<SessionRegistry> sessions;

  // Event loop only.
  private boolean firstFrame = true;
  private boolean saidHello;
  private boolean replaced;
  private @Nullable Hello session;

  Reception(
      ServerConnection connection, ServerOptions options, Optional<SessionRegistry> sessions) {
    this.connection = connection;
    this.options = options;
    this.sessions = sessions;
  }

  /** Whether the frame may be looked at by others; a HELLO is done with by then. */
  boolean admits(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    boolean first = firstFrame;
    firstFrame = false;
    if (type == FrameType.HELLO) {
      if (first) {
        receive(ctx, Hello.read(in, length));
      } else {
        connection.decoder().reject(ctx, new WireError.OutOfPlace(type, "it is not the first"));
      }
      return true;
    }
    if (first && options.requireHello()) {
      refuse(GoAwayReason.HELLO_REQUIRED, "say HELLO first", CloseReason.PROTOCOL_VIOLATION);
      return false;
    }
    return true;
  }

  /**
   * A client that says no HELLO knows PING, PONG and its own frames; unless HELLO is what it lacks.
   */
  boolean understandsGoAway() {
    return options.wire().goAway() && (saidHello || options.requireHello());
  }

  /** The session is another's now. */
  void replaced() {
    replaced = true;
  }

  /** Bytes came. A dead connection would have sent none after it was replaced. */
  void heard() {
    Hello claimed = session;
    if (replaced && claimed != null) {
      replaced = false;
      sessions.ifPresent(registry -> registry.rivalSeen(claimed));
    }
  }

  /** The connection is gone, and its session with it, unless a successor has it. */
  void ended() {
    Hello claimed = session;
    if (claimed != null) {
      sessions.ifPresent(registry -> registry.release(claimed, connection));
    }
  }

  private void receive(ChannelHandlerContext ctx, Hello hello) {
    saidHello = true;
    if (hello.allowsExtensions()) {
      connection.decoder().allowExtensions();
    }
    if (sessions.isEmpty() || hello.clientId().equals(Hello.NO_CLIENT)) {
      welcome(ctx, hello);
    } else {
      admit(ctx, hello, sessions.get());
    }
  }

  private void admit(ChannelHandlerContext ctx, Hello hello, SessionRegistry registry) {
    if (!mayHave(registry.authorizer(), hello)) {
      answer(ctx, hello, hello.epoch());
      refuse(
          GoAwayReason.UNAUTHORIZED,
          "the session belongs to another",
          CloseReason.PROTOCOL_VIOLATION);
      return;
    }
    SessionRegistry.Claim claim = registry.claim(hello, connection);
    if (claim.isGranted()) {
      session = hello;
      welcome(ctx, hello);
      claim.evicted().forEach(ServerConnection::replaced);
    } else {
      answer(ctx, hello, claim.epoch());
      String text =
          claim.epoch() == hello.epoch()
              ? "another client has the same id and epoch"
              : "a later life is known";
      refuse(GoAwayReason.STALE_EPOCH, text, CloseReason.REPLACED);
    }
  }

  /** An authorizer that throws has not said yes. */
  private boolean mayHave(SessionAuthorizer authorizer, Hello hello) {
    try {
      return authorizer.mayHave(connection.channel(), hello);
    } catch (RuntimeException thrown) {
      Isolated.leaveToTheLoop(connection.channel().eventLoop(), thrown);
      return false;
    }
  }

  private void welcome(ChannelHandlerContext ctx, Hello hello) {
    answer(ctx, hello, hello.epoch());
    connection.greeted(hello);
  }

  private void answer(ChannelHandlerContext ctx, Hello hello, long epoch) {
    ByteBuf out = ctx.alloc().ioBuffer();
    FrameEncoder.writeHello(
        out,
        new Hello(
            Hello.VERSION,
            Hello.FLAG_EXTENSIONS,
            0,
            options.minPingInterval().toMillis(),
            options.wire().maxPayload(),
            hello.clientId(),
            epoch,
            hello.connectionIndex()));
    connection.send(out);
  }

  private void refuse(long goAwayReason, String text, CloseReason why) {
    connection.departure().goAway(goAwayReason, text, why);
  }
}
