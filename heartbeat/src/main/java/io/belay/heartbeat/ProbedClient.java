package io.belay.heartbeat;

import io.belay.codec.FrameEncoder;
import io.belay.codec.PingPayload;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.util.Optional;

/** A client as a server's heartbeat sees it. */
final class ProbedClient implements LivenessTarget {
  private final ServerConnection connection;
  private final OutboundMeter meter;
  private final PingPayload payload;

  ProbedClient(ServerConnection connection, OutboundMeter meter, PingPayload payload) {
    this.connection = connection;
    this.meter = meter;
    this.payload = payload;
  }

  @Override
  public ChannelFuture ping(long sequence) {
    ByteBuf out = connection.channel().alloc().ioBuffer(FrameEncoder.HEADER_BYTES + Long.BYTES);
    if (payload == PingPayload.SEQUENCE) {
      FrameEncoder.writePing(out, sequence);
    } else {
      FrameEncoder.writeEmptyPing(out);
    }
    return connection.write(out);
  }

  @Override
  public long bytesTaken() {
    return meter.bytesTaken();
  }

  @Override
  public boolean readPaused() {
    return connection.readPaused();
  }

  @Override
  public void readNow() {
    connection.channel().read();
  }

  /** A server asks nothing but PING. */
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
    return TcpInfo.of(connection.channel());
  }

  @Override
  public void livenessChanged(LivenessState from, LivenessState to) {}

  @Override
  public void condemned(Verdict verdict) {
    connection.abort(CloseReason.PEER_SILENT);
  }
}
