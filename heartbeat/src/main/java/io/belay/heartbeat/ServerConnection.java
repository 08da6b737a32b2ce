package io.belay.heartbeat;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.GoAwayReason;
import io.belay.codec.Hello;
import io.belay.codec.WireError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, at its server: reads the frames of liveness, leaves all others to the
 * application, and ends the connection when it must. Made by {@link ServerLiveness#install}; found
 * again by {@link #of}. Its public methods may be called by any thread, unless they say otherwise.
 */
public final class ServerConnection extends ChannelInboundHandlerAdapter implements FrameListener {
  private final ServerLiveness server;
  private final Channel channel;
  private final FrameListener application;
  private final FrameDecoder decoder;
  private final ServerWatch watch;
  private final PongWriter pongs;
  private final Departure departure;
  private final Reception reception;
  private final Liveness liveness;

  // Event loop only.
  private boolean opened;
  private boolean talking;
  private @Nullable CloseReason reason;

  // Written by the event loop, read by any thread.
  private volatile @Nullable Hello hello;
  private volatile List<OptionInForce> socketOptions = List.of();

  ServerConnection(
      ServerLiveness server, Channel channel, OutboundMeter meter, FrameListener application) {
    ServerOptions options = server.options();
    LivenessLoop loop = server.loops().of(channel.eventLoop());
    this.server = server;
    this.channel = channel;
    this.application = Objects.requireNonNull(application, "application");
    this.decoder = new FrameDecoder(options.wire(), this);
    this.watch = new ServerWatch(loop, this, meter, options);
    this.pongs = new PongWriter(this, options.minPingInterval());
    this.departure = new Departure(this, watch);
    this.reception = new Reception(this, options, server.sessions());
    this.liveness =
        loop.newLiveness(
            options.heartbeat().isOff() ? ProbeKind.NONE : ProbeKind.OVERTAKES,
            new ProbedClient(this, meter, options.wire().pingPayload()));
  }

  /**
   * The connection of a channel that {@link ServerLiveness#install} was called for.
   *
   * @param channel the channel
   * @return its connection
   * @throws IllegalStateException if there is none
   */
  public static ServerConnection of(Channel channel) {
    ServerConnection connection = channel.pipeline().get(ServerConnection.class);
    if (connection == null) {
      throw new IllegalStateException(
          "channel: %s (expected: one with liveness)".formatted(channel));
    }
    return connection;
  }

  /**
   * The channel.
   *
   * @return the channel
   */
  public Channel channel() {
    return channel;
  }

  /**
   * What the client said of itself, as it said it.
   *
   * @return its HELLO, or empty for a client that said none
   */
  public Optional<Hello> hello() {
    return Optional.ofNullable(hello);
  }

  /**
   * How alive the client is. Event loop only.
   *
   * @return its liveness; always HEALTHY where clients are not probed
   */
  public Liveness liveness() {
    return liveness;
  }

  /**
   * The socket options that were asked for, with what is in force.
   *
   * @return the options; empty before the channel is active
   */
  public List<OptionInForce> socketOptions() {
    return socketOptions;
  }

  /**
   * One REQUEST has its answer: a RESPONSE or an ERROR was written for it. A connection that takes
   * its leave waits until every REQUEST has one.
   */
  public void answered() {
    onLoop(departure::answered);
  }

  /**
   * Takes leave of the client: sends GOAWAY if it speaks HELLO, then finishes the requests in
   * flight, and closes. Further REQUESTs are discarded, as the GOAWAY said.
   *
   * @param goAwayReason one of {@link GoAwayReason}
   * @param text for people
   */
  public void goAway(long goAwayReason, String text) {
    onLoop(() -> departure.goAway(goAwayReason, text, CloseReason.CLOSED_BY_USER));
  }

  void closeAfter(long delay, TimeUnit unit) {
    var timeout =
        channel.eventLoop().schedule(() -> abort(CloseReason.CLOSED_BY_USER), delay, unit);
    channel.closeFuture().addListener(closed -> timeout.cancel(false));
  }

  /** A newer connection has the session now. */
  void replaced() {
    onLoop(
        () -> {
          reception.replaced();
          departure.goAway(
              GoAwayReason.REPLACED, "a newer connection took over", CloseReason.REPLACED);
        });
  }

  FrameDecoder decoder() {
    return decoder;
  }

  Departure departure() {
    return departure;
  }

  boolean understandsGoAway() {
    return reception.understandsGoAway();
  }

  /** Writes below the application's handlers, and flushes. Event loop only. */
  ChannelFuture write(ByteBuf out) {
    return channel.pipeline().context(decoder).writeAndFlush(out);
  }

  /** Writes what cannot be left out: if it fails, so does the connection. Event loop only. */
  void send(ByteBuf out) {
    write(out).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  boolean readPaused() {
    return !channel.config().isAutoRead();
  }

  void greeted(Hello accepted) {
    hello = accepted;
    watch.declared(accepted.declaredSilenceMillis());
    liveness.minimumPingInterval(Duration.ofMillis(accepted.minPingIntervalMillis()));
    server.greeted(this);
  }

  void neverSpoke() {
    abort(CloseReason.NEVER_READY);
  }

  void frameTooSlow() {
    abort(CloseReason.PROTOCOL_VIOLATION);
  }

  void reap() {
    abort(CloseReason.REAPED);
  }

  /**
   * Closes, below every handler, after FIN was handed to the kernel: which goes on sending what it
   * still has.
   */
  void close() {
    if (reason == CloseReason.REPLACED) {
      // Its client has moved on, or is dead: what the kernel holds for it would stay for minutes.
      SocketAbort.abort(channel);
    } else {
      channel.unsafe().close(channel.unsafe().voidPromise());
    }
  }

  /** Closes at once: nothing waits for a send buffer or for the peer. */
  void abort(CloseReason why) {
    because(why);
    SocketAbort.abort(channel);
  }

  /** The first reason is the one that counts. */
  void because(CloseReason why) {
    if (reason == null) {
      reason = why;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (channel.isActive()) {
      open();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    open();
    ctx.fireChannelActive();
  }

  private void open() {
    if (!opened) {
      opened = true;
      socketOptions = server.options().tcp().applyTo(channel);
      watch.start();
      server.opened(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (opened) {
      opened = false;
      watch.stop();
      liveness.stop();
      reception.ended();
      because(CloseReason.PEER_CLOSED);
      server.closed(this, Objects.requireNonNull(reason));
    }
    ctx.fireChannelInactive();
  }

  /**
   * An error of the socket or of TLS ends the connection; whatever else is thrown is the
   * application's.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause.getCause() instanceof SSLException) {
      because(talking ? CloseReason.IO_ERROR : CloseReason.NEVER_READY);
      // Not aborted: the alert that tells the client why is on its way.
      var unused = ctx.close();
    } else if (cause instanceof IOException failure) {
      abort(SocketFailure.reason(failure));
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Evidence of life, for this handler and for the application. */
  @Override
  public void onBytes(ChannelHandlerContext ctx, int bytes) {
    received(bytes);
    application.onBytes(ctx, bytes);
  }

  /** Bytes came that the decoder has not seen yet. */
  void heard() {
    received(0);
  }

  private void received(int bytes) {
    watch.bytesReceived(bytes);
    reception.heard();
    liveness.bytesReceived(bytes);
  }

  /** Takes liveness's frames, and passes all others on. */
  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    watch.frameReceived();
    liveness.frameReceived();
    if (departure.isDeaf() || !reception.admits(ctx, type, in, length)) {
      return;
    }
    switch (type) {
      case FrameType.HELLO -> {}
      case FrameType.PING -> pongs.answer(ctx, in, length);
      case FrameType.PONG -> pongReceived(ctx, in, length);
      case FrameType.GOAWAY -> departure.clientLeaves();
      case FrameType.RESPONSE, FrameType.ERROR ->
          decoder.reject(ctx, new WireError.OutOfPlace(type, "a server asks nothing"));
      case FrameType.REQUEST -> request(ctx, in, length);
      default -> application.onFrame(ctx, type, in, length);
    }
    if (!talking && !departure.isDeaf()) {
      talking = true;
      liveness.start();
    }
  }

  /** Tells the application, and closes. */
  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    application.onWireError(ctx, error);
    // A frame that was cut off by the end of the connection is not why it ended.
    if (!(error instanceof WireError.Truncated)) {
      abort(CloseReason.PROTOCOL_VIOLATION);
    }
  }

  private void request(ChannelHandlerContext ctx, ByteBuf in, int length) {
    long id = in.getLong(in.readerIndex());
    if (!departure.idRises(id)) {
      decoder.reject(ctx, new WireError.OutOfPlace(FrameType.REQUEST, "its id does not rise"));
    } else if (departure.accepts(id)) {
      application.onFrame(ctx, FrameType.REQUEST, in, length);
    }
  }

  private void pongReceived(ChannelHandlerContext ctx, ByteBuf in, int length) {
    boolean asked = length == Long.BYTES && liveness.pongReceived(in.readLong());
    if (length == 0 && !server.options().heartbeat().isOff()) {
      liveness.pongReceived();
      asked = true;
    }
    if (!asked) {
      decoder.reject(ctx, new WireError.OutOfPlace(FrameType.PONG, "nobody asked"));
    }
  }

  private void onLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
    } else {
      channel.eventLoop().execute(task);
    }
  }
}
