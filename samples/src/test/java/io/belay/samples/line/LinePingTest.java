package io.belay.samples.line;

import static io.belay.samples.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.error.PeerSilentException;
import io.belay.client.protocol.Correlation;
import io.belay.client.protocol.Dialogue;
import io.belay.client.protocol.Inbound;
import io.belay.client.protocol.Protocol;
import io.belay.client.protocol.Wire;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.ProbeKind;
import io.belay.samples.Witness;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/protocols.md adds to the line protocol: a PING that is a line like any other. */
@Timeout(60)
class LinePingTest {

  private static final class LineProtocolWithPing implements Protocol<String, String> {
    private final LineProtocol lines = new LineProtocol();

    @Override
    public Correlation correlation() {
      return lines.correlation();
    }

    @Override
    public ProbeKind probe() {
      return ProbeKind.IN_ORDER;
    }

    @Override
    public Wire<String> newWire(Inbound<String> inbound, int connectionIndex) {
      return new Lines(lines.newWire(inbound, connectionIndex));
    }
  }

  private record Lines(Wire<String> plain) implements Wire<String> {
    @Override
    public void encodeProbe(long sequence, ByteBuf out) {
      ByteBufUtil.writeAscii(out, "PING\n");
    }

    @Override
    public void install(ChannelPipeline pipeline) {
      plain.install(pipeline);
    }

    @Override
    public void open(Dialogue dialogue) {
      plain.open(dialogue);
    }

    @Override
    public long sizeOf(String request) {
      return plain.sizeOf(request);
    }

    @Override
    public void encode(long id, String request, ByteBuf out) {
      plain.encode(id, request, out);
    }
  }

  @Test
  void aServerThatAnswersNoMoreMustBeFoundByThePing() throws Exception {
    Witness<String, String> witness = new Witness<>();
    try (LineServer server = new LineServer();
        BelayClient<String, String> client =
            BelayClient.builder()
                .endpoint("127.0.0.1", server.port())
                .heartbeat(new Heartbeat(Duration.ofMillis(200), Duration.ofMillis(200), 3))
                .build(new LineProtocolWithPing(), witness)) {
      assertThat(client.send("hello")).isEqualTo("answer to hello");
      assertThat(server.received).startsWith("PING", "hello");

      server.held = true;
      eventually("the silence is found", () -> !witness.closed.isEmpty());
      assertThat(witness.closed.peek().reason()).isEqualTo(CloseReason.PEER_SILENT);
      assertThat(witness.closed.peek().failure()).get().isInstanceOf(PeerSilentException.class);
    }
  }
}
