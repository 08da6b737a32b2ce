package io.belay.client.protocol;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.ProbeKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Frames whose bodies are reference-counted, until it throws in one place, once. */
class Thrower implements Protocol<ByteBuf, ByteBuf> {

  /** Where it throws. */
  enum Place {
    NEW_WIRE,
    INSTALL,
    OPEN,
    SAY,
    PROBE,
    READ
  }

  volatile boolean armed = true;
  final AtomicInteger thrown = new AtomicInteger();
  final Queue<ByteBuf> answers = new ConcurrentLinkedQueue<>();
  private final @Nullable Place place;

  Thrower(@Nullable Place place) {
    this.place = place;
  }

  private void pass(Place here) {
    if (here == place && armed) {
      armed = false;
      thrown.incrementAndGet();
      throw new IllegalStateException(here.name());
    }
  }

  @Override
  public Correlation correlation() {
    return Correlation.BY_ID;
  }

  @Override
  public ProbeKind probe() {
    return ProbeKind.OVERTAKES;
  }

  @Override
  public Wire<ByteBuf> newWire(Inbound<ByteBuf> inbound, int connectionIndex) {
    pass(Place.NEW_WIRE);
    return new Frames(inbound);
  }

  private final class Frames implements Wire<ByteBuf>, FrameListener {
    private final Inbound<ByteBuf> inbound;

    Frames(Inbound<ByteBuf> inbound) {
      this.inbound = inbound;
    }

    @Override
    public void install(ChannelPipeline pipeline) {
      pass(Place.INSTALL);
      pipeline.addLast(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object msg) {
              try {
                pass(Place.READ);
              } catch (IllegalStateException thrown) {
                ReferenceCountUtil.release(msg);
                throw thrown;
              }
              ctx.fireChannelRead(msg);
            }
          },
          new FrameDecoder(WireOptions.DEFAULT, this));
    }

    @Override
    public void open(Dialogue dialogue) {
      pass(Place.OPEN);
      dialogue.say(out -> pass(Place.SAY));
      dialogue.done();
    }

    @Override
    public long sizeOf(ByteBuf request) {
      return (long) FrameEncoder.HEADER_BYTES + Long.BYTES + request.readableBytes();
    }

    @Override
    public void encode(long id, ByteBuf request, ByteBuf out) {
      FrameEncoder.writeRequest(out, id, ByteBufUtil.getBytes(request));
    }

    @Override
    public void encodeProbe(long sequence, ByteBuf out) {
      out.writeByte(1);
      pass(Place.PROBE);
      out.writerIndex(out.writerIndex() - 1);
      FrameEncoder.writePing(out, sequence);
    }

    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      if (type == FrameType.PONG) {
        inbound.probeAnswered(in.readLong());
      } else if (type == FrameType.RESPONSE) {
        long id = in.readLong();
        ByteBuf answer = ctx.alloc().buffer(length).writeBytes(in, length - Long.BYTES);
        answers.add(answer);
        inbound.answer(id, answer);
      }
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {
      inbound.violation(error);
    }
  }
}
