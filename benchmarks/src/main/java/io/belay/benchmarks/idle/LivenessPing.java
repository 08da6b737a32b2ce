package io.belay.benchmarks.idle;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.Liveness;
import io.belay.heartbeat.LivenessLoop;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.LivenessTarget;
import io.belay.heartbeat.OutboundMeter;
import io.belay.heartbeat.ProbeKind;
import io.belay.heartbeat.SocketAbort;
import io.belay.heartbeat.TcpInfo;
import io.belay.heartbeat.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;

/** Belay's heartbeat in a pipeline of anyone's: it judges its peer, and closes on the verdict. */
// Nothing is left to do about a close that fails.
@SuppressWarnings("FutureReturnValueIgnored")
final class LivenessPing implements FrameListener, LivenessTarget {
  private final Channel channel;
  private final OutboundMeter meter;
  private final Liveness liveness;

  private LivenessPing(LivenessLoop loop, Channel channel, OutboundMeter meter) {
    this.channel = channel;
    this.meter = meter;
    liveness = loop.newLiveness(ProbeKind.OVERTAKES, this);
  }

  /** Adds the handlers of a connection. */
  static void install(LivenessLoop loop, Channel channel) {
    OutboundMeter meter = new OutboundMeter();
    LivenessPing ping = new LivenessPing(loop, channel, meter);
    channel
        .pipeline()
        .addLast(meter, new FrameDecoder(WireOptions.DEFAULT, ping), new Start(ping.liveness));
  }

  @Override
  public void onBytes(ChannelHandlerContext ctx, int bytes) {
    liveness.bytesReceived(bytes);
  }

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    liveness.frameReceived();
    if (type == FrameType.PONG && !liveness.pongReceived(in.readLong())) {
      ctx.close();
    }
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    ctx.close();
  }

  @Override
  public ChannelFuture ping(long sequence) {
    ByteBuf ping = channel.alloc().ioBuffer(FrameEncoder.HEADER_BYTES + Long.BYTES);
    FrameEncoder.writePing(ping, sequence);
    return channel.writeAndFlush(ping);
  }

  @Override
  public long bytesTaken() {
    return meter.bytesTaken();
  }

  @Override
  public boolean readPaused() {
    return !channel.config().isAutoRead();
  }

  @Override
  public void readNow() {
    channel.read();
  }

  @Override
  public boolean exchangesWaiting() {
    return false;
  }

  @Override
  public boolean announcesRequests() {
    return true;
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
  }

  /** Waits for the connection to be made, and takes no room in the pipeline from then on. */
  private static final class Start extends ChannelInboundHandlerAdapter {
    private final Liveness liveness;

    Start(Liveness liveness) {
      this.liveness = liveness;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      Liveness started = liveness;
      ctx.channel().closeFuture().addListener(closed -> started.stop());
      ctx.pipeline().remove(this);
      started.start();
    }
  }
}
