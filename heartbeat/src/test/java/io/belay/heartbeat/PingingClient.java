package io.belay.heartbeat;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The least of a client: a real socket that does nothing but to have its PINGs answered. */
final class PingingClient implements LivenessTarget, FrameListener {
  final CompletableFuture<Verdict> condemned = new CompletableFuture<>();
  final AtomicInteger pongs = new AtomicInteger();
  private final Channel channel;
  private final Liveness liveness;
  private final OutboundMeter meter = new OutboundMeter();

  private PingingClient(Channel channel, LivenessLoops loops) {
    this.channel = channel;
    liveness = loops.of(channel.eventLoop()).newLiveness(ProbeKind.OVERTAKES, this);
  }

  static PingingClient on(Channel channel, LivenessLoops loops) {
    PingingClient client = new PingingClient(channel, loops);
    channel.eventLoop().execute(client::start);
    return client;
  }

  private void start() {
    channel.pipeline().addFirst(meter);
    channel.pipeline().addLast(new FrameDecoder(WireOptions.DEFAULT, this));
    liveness.start();
  }

  /** Lets it believe that its peer answered once. */
  void believe() {
    channel.eventLoop().execute(() -> liveness.pongReceived(1));
  }

  @Override
  public void onBytes(ChannelHandlerContext ctx, int bytes) {
    liveness.bytesReceived(bytes);
  }

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    liveness.frameReceived();
    if (type == FrameType.PONG && liveness.pongReceived(in.readLong())) {
      pongs.incrementAndGet();
    }
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    condemned.completeExceptionally(new AssertionError(error));
  }

  @Override
  public ChannelFuture ping(long sequence) {
    ByteBuf out = Unpooled.buffer();
    FrameEncoder.writePing(out, sequence);
    return channel.writeAndFlush(out);
  }

  @Override
  public long bytesTaken() {
    return meter.bytesTaken();
  }

  @Override
  public boolean readPaused() {
    return false;
  }

  @Override
  public void readNow() {}

  @Override
  public boolean exchangesWaiting() {
    return false;
  }

  @Override
  public Optional<TcpInfo> tcpInfo() {
    return TcpInfo.of(channel);
  }

  @Override
  public void livenessChanged(LivenessState from, LivenessState to) {}

  @Override
  public void condemned(Verdict verdict) {
    SocketAbort.abort(channel);
    condemned.complete(verdict);
  }
}
