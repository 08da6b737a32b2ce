package io.belay.client.internal;

import io.belay.client.error.GoAwayInfo;
import io.belay.client.protocol.Dialogue;
import io.belay.client.protocol.Inbound;
import io.belay.client.protocol.Wire;
import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.GoAway;
import io.belay.codec.GoAwayReason;
import io.belay.codec.Hello;
import io.belay.codec.PingPayload;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.PongAnswerer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The framed protocol, as the client's end of one connection speaks it. */
final class FramedWire implements Wire<byte[]>, FrameListener {
  static final String DECODER = "belay-decoder";

  private static final int ID_BYTES = Long.BYTES;
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

  private final WireOptions options;
  private final Hello hello;
  private final Epoch epoch;
  private final Inbound<byte[]> inbound;

  // Event loop only.
  private long peerMaxPayload = Long.MAX_VALUE;
  private boolean peerSaidHello;
  private long peerKnowsEpoch;
  private long probe;
  // Servers seldom ask.
  private @Nullable PongAnswerer pongs;

  FramedWire(WireOptions options, Hello hello, Epoch epoch, Inbound<byte[]> inbound) {
    this.options = options;
    this.hello = hello;
    this.epoch = epoch;
    this.inbound = inbound;
  }

  @Override
  public void install(ChannelPipeline pipeline) {
    pipeline.addLast(DECODER, new FrameDecoder(options, this));
  }

  @Override
  public void open(Dialogue dialogue) {
    if (options.hello()) {
      dialogue.say(out -> FrameEncoder.writeHello(out, hello));
    }
    // The PING goes out with it: the peer's HELLO is not waited for.
    dialogue.done();
  }

  @Override
  public void encodeProbe(long sequence, ByteBuf out) {
    probe = sequence;
    if (options.pingPayload() == PingPayload.SEQUENCE) {
      FrameEncoder.writePing(out, sequence);
    } else {
      FrameEncoder.writeEmptyPing(out);
    }
  }

  @Override
  public long sizeOf(byte[] request) {
    return (long) FrameEncoder.HEADER_BYTES + ID_BYTES + request.length;
  }

  @Override
  public long sizeOfOneWay(byte[] message) {
    return (long) FrameEncoder.HEADER_BYTES + message.length;
  }

  @Override
  public long maxSize() {
    return FrameEncoder.HEADER_BYTES + Math.min(options.maxPayload(), peerMaxPayload);
  }

  @Override
  public void encode(long id, byte[] request, ByteBuf out) {
    FrameEncoder.writeRequest(out, id, request);
  }

  @Override
  public void encodeOneWay(byte[] message, ByteBuf out) {
    FrameEncoder.writeOneWay(out, message);
  }

  @Override
  public boolean encodeFarewell(ByteBuf out) {
    // A minimal peer would take a GOAWAY for a violation.
    if (!options.goAway() || !peerSaidHello) {
      return false;
    }
    FrameEncoder.writeGoAway(out, new GoAway(0, GoAwayReason.RETIRED, 0, ""));
    return true;
  }

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    switch (type) {
      case FrameType.RESPONSE -> inbound.answer(in.readLong(), bytes(in, length - ID_BYTES));
      case FrameType.ERROR -> error(RemoteError.read(in, length));
      case FrameType.PONG -> pong(ctx, in, length);
      case FrameType.PING -> ping(ctx, in, length);
      case FrameType.HELLO -> hello(ctx, Hello.read(in, length));
      case FrameType.GOAWAY -> goAway(GoAway.read(in, length));
      case FrameType.REQUEST ->
          refuse(ctx, new WireError.OutOfPlace(type, "a client takes no requests"));
      default -> inbound.message(type, bytes(in, length));
    }
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    // A peer that died while it wrote: why the socket closed, which follows, says more.
    if (!(error instanceof WireError.Truncated)) {
      inbound.violation(error);
    }
  }

  private void error(RemoteError error) {
    inbound.error(error.id(), error.code(), error.text());
  }

  private void ping(ChannelHandlerContext ctx, ByteBuf in, int length) {
    inbound.frame();
    PongAnswerer answerer = pongs;
    if (answerer == null) {
      answerer = new PongAnswerer(PongAnswerer.MIN_INTERVAL);
      pongs = answerer;
    }
    answerer.answer(ctx, in, length).ifPresent(error -> refuse(ctx, error));
  }

  private void pong(ChannelHandlerContext ctx, ByteBuf in, int length) {
    if (length == 0 && options.pingPayload() == PingPayload.EMPTY) {
      inbound.probeAnswered(probe);
    } else if (length == Long.BYTES && options.pingPayload() == PingPayload.SEQUENCE) {
      inbound.probeAnswered(in.readLong());
    } else {
      refuse(ctx, new WireError.OutOfPlace(FrameType.PONG, "it does not echo the PING"));
    }
  }

  private void hello(ChannelHandlerContext ctx, Hello peer) {
    if (peerSaidHello) {
      refuse(ctx, new WireError.OutOfPlace(FrameType.HELLO, "it came twice"));
      return;
    }
    peerSaidHello = true;
    peerKnowsEpoch = peer.epoch();
    if (peer.maxPayload() > 0) {
      peerMaxPayload = peer.maxPayload();
    }
    if ((peer.flags() & hello.flags() & Hello.FLAG_EXTENSIONS) != 0) {
      ctx.pipeline().get(FrameDecoder.class).allowExtensions();
    }
    inbound.minimumProbeInterval(Duration.ofMillis(peer.minPingIntervalMillis()));
  }

  private void goAway(GoAway goAway) {
    if (goAway.reason() == GoAwayReason.STALE_EPOCH && peerSaidHello) {
      epoch.isStale(hello.epoch(), peerKnowsEpoch);
    }
    // What a peer asks for is not believed beyond a limit.
    Duration retryAfter =
        Duration.ofMillis(Math.min(goAway.retryAfterMillis(), LONGEST_RETRY_AFTER.toMillis()));
    inbound.goAway(
        new GoAwayInfo(goAway.lastAcceptedId(), goAway.reason(), retryAfter, goAway.text()));
  }

  private static void refuse(ChannelHandlerContext ctx, WireError error) {
    ctx.pipeline().get(FrameDecoder.class).reject(ctx, error);
  }

  private static byte[] bytes(ByteBuf in, int length) {
    byte[] body = new byte[length];
    in.readBytes(body);
    return body;
  }
}
