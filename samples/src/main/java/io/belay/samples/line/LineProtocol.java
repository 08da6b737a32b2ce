package io.belay.samples.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belay.client.protocol.Correlation;
import io.belay.client.protocol.Dialogue;
import io.belay.client.protocol.Inbound;
import io.belay.client.protocol.Protocol;
import io.belay.client.protocol.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * The server greets with a line that begins with OK; then each line is answered by one, in order,
 * and one that begins with ERR says what went wrong. docs/protocols.md walks through it.
 */
public final class LineProtocol implements Protocol<String, String> {
  private static final int LONGEST = 64 << 10;
  private static final long FAILED = 256;

  @Override
  public Correlation correlation() {
    return Correlation.IN_ORDER;
  }

  @Override
  public boolean peerActsOnParts() {
    // Many a server takes what stands before the end of the connection for a line.
    return true;
  }

  @Override
  public Wire<String> newWire(Inbound<String> inbound, int connectionIndex) {
    return new Lines(inbound);
  }

  private static final class Lines implements Wire<String> {
    private final Inbound<String> inbound;
    // Until the server has greeted.
    private @Nullable Dialogue greeting;

    Lines(Inbound<String> inbound) {
      this.inbound = inbound;
    }

    @Override
    public void install(ChannelPipeline pipeline) {
      pipeline.addLast(
          // Without its end, and at once if there are too many bytes for one.
          new LineBasedFrameDecoder(LONGEST, true, true),
          new SimpleChannelInboundHandler<ByteBuf>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) {
              received(line.toString(UTF_8));
            }
          });
    }

    @Override
    public void open(Dialogue dialogue) {
      greeting = dialogue;
    }

    private void received(String line) {
      Dialogue awaited = greeting;
      greeting = null;
      if (awaited == null) {
        answered(line);
      } else if (line.startsWith("OK")) {
        awaited.done();
      } else {
        awaited.refused(FAILED, line);
      }
    }

    private void answered(String line) {
      if (line.startsWith("ERR")) {
        inbound.error(FAILED, line);
      } else {
        inbound.answer(line);
      }
    }

    @Override
    public long sizeOf(String request) {
      return ByteBufUtil.utf8Bytes(request) + 1L;
    }

    @Override
    public void encode(long id, String request, ByteBuf out) {
      if (request.indexOf('\n') >= 0 || request.indexOf('\r') >= 0) {
        throw new IllegalArgumentException("request: more than one line (expected: one)");
      }
      ByteBufUtil.writeUtf8(out, request);
      out.writeByte('\n');
    }
  }
}
