package io.belay.client.lab;

import io.belay.client.Transport;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LoopListener;
import io.belay.heartbeat.ServerConnection;
import io.belay.heartbeat.ServerListener;
import io.belay.heartbeat.ServerLiveness;
import io.belay.heartbeat.ServerOptions;
import io.belay.heartbeat.SessionRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.traffic.ChannelTrafficShapingHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A server that lives, echoes and reaps; and what became of its connections. */
final class LivingServer implements ServerListener, AutoCloseable {
  private static final int SHAPING_INTERVAL_MILLIS = 20;

  /** The end of a connection, and how much of the silence before it was our own delay. */
  record Ended(long atNanos, CloseReason reason, Duration forgiven) {}

  /** How many bytes a second each connection is written and read; 0 for as many as it takes. */
  record Pace(long writes, long reads) {
    static final Pace UNLIMITED = new Pace(0, 0);
  }

  final Queue<Ended> closed = new ConcurrentLinkedQueue<>();
  final ServerLiveness liveness;
  final LoopWitness witness;
  private final EventLoopGroup group;
  private final Pace pace;
  private final Channel listening;

  LivingServer(Duration reapAfter) {
    this(Transport.NIO, ServerOptions.DEFAULT.withReapAfter(reapAfter));
  }

  LivingServer(Transport transport, ServerOptions options) {
    this(transport, options, Optional.empty());
  }

  LivingServer(Transport transport, ServerOptions options, Optional<SessionRegistry> sessions) {
    this(transport, options, sessions, Pace.UNLIMITED);
  }

  LivingServer(
      Transport transport, ServerOptions options, Optional<SessionRegistry> sessions, Pace pace) {
    this.pace = pace;
    group = LabTransports.newGroup(transport, 1);
    witness = new LoopWitness(group);
    liveness = new ServerLiveness(options, this, sessions, LoopListener.NONE);
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(LabTransports.serverChannel(transport))
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    install(channel);
                  }
                })
            .bind(0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** What {@code ss} says of the states of its connections. */
  List<String> sockets() {
    return Command.run("ss", "-tanH", "sport", "=", ":" + port())
        .lines()
        .map(line -> line.strip().split("\\s+", 2)[0])
        .filter(state -> !state.equals("LISTEN"))
        .toList();
  }

  /** Sends a message to every client, again and again. */
  void pushEvery(Duration interval) {
    var unused =
        group.scheduleAtFixedRate(
            () -> liveness.connections().forEach(LivingServer::push),
            0,
            interval.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /**
   * Sends one frame to every client, in pieces that leave as fast as the server may write: what
   * else it writes comes behind.
   */
  void sendFrame(int frameBytes, int pieces) {
    ByteBuf frame = Unpooled.buffer(frameBytes + FrameEncoder.HEADER_BYTES);
    FrameEncoder.writeOneWay(frame, new byte[frameBytes]);
    for (ServerConnection connection : liveness.connections()) {
      ByteBuf own = frame.retainedDuplicate();
      connection.channel().eventLoop().execute(() -> write(connection, own, frameBytes / pieces));
    }
    frame.release();
  }

  private static void write(ServerConnection connection, ByteBuf frame, int pieceBytes) {
    while (frame.isReadable()) {
      int piece = Math.min(pieceBytes, frame.readableBytes());
      connection.channel().write(frame.readRetainedSlice(piece));
    }
    connection.channel().flush();
    frame.release();
  }

  private static void push(ServerConnection connection) {
    ByteBuf out = connection.channel().alloc().buffer();
    FrameEncoder.writeOneWay(out, new byte[8]);
    connection.channel().writeAndFlush(out);
  }

  private void install(Channel channel) {
    liveness.install(channel.pipeline(), new Echo(channel));
    if (!pace.equals(Pace.UNLIMITED)) {
      channel
          .pipeline()
          .addFirst(
              new ChannelTrafficShapingHandler(
                  pace.writes(), pace.reads(), SHAPING_INTERVAL_MILLIS, Long.MAX_VALUE));
    }
  }

  @Override
  public void closed(ServerConnection connection, CloseReason reason) {
    Duration forgiven = connection.liveness().diagnose().forgiven();
    closed.add(new Ended(System.nanoTime(), reason, forgiven));
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private record Echo(Channel channel) implements FrameListener {
    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      if (type == FrameType.REQUEST) {
        ByteBuf out = ctx.alloc().buffer();
        FrameEncoder.writeResponse(out, in.readLong(), new byte[8]);
        ctx.writeAndFlush(out);
        ServerConnection.of(channel).answered();
      }
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {}
  }
}
