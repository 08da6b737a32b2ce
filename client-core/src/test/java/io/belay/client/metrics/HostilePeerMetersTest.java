package io.belay.client.metrics;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.RequestOptions;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.codec.FrameEncoder;
import io.belay.codec.GoAway;
import io.belay.codec.RemoteError;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a peer sends, it makes no new series: what a registry holds is bounded. */
@Timeout(60)
class HostilePeerMetersTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final int ROUNDS = 300;

  private final ScriptedPeer peer = new ScriptedPeer();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Random random = new Random(4242);

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private String word() {
    return "peer-" + Long.toString(random.nextLong(), 36);
  }

  /** Something that no two rounds have in common. */
  private ByteBuf nonsense(long requestId) {
    ByteBuf out = Unpooled.buffer();
    switch (random.nextInt(4)) {
      case 0 ->
          FrameEncoder.writeError(
              out, new RemoteError(requestId, random.nextLong(1L << 32), word()));
      case 1 ->
          FrameEncoder.writeGoAway(
              out, new GoAway(random.nextLong(), random.nextLong(1L << 32), 0, word()));
      case 2 -> {
        out.writeInt(4).writeInt(random.nextInt(256, Integer.MAX_VALUE)).writeInt(0);
        FrameEncoder.writeError(out, new RemoteError(requestId, 300, word()));
      }
      default -> out.writeInt(random.nextInt()).writeInt(random.nextInt()).writeLong(0);
    }
    return out;
  }

  @Test
  void tagsMustHoldNothingThatThePeerSaid() {
    peer.onRequest = OnRequest.HOLD;
    ReconnectOptions atOnce =
        new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ZERO);
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .name("shop")
            .endpoint("127.0.0.1", peer.port())
            .pool(PoolOptions.DEFAULT.withMaxConnections(1))
            .reconnect(atOnce)
            .build()) {
      BelayMeters.bind(client, registry);
      RequestOptions brief = RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(100));
      int afterHalf = 0;
      for (int i = 0; i < ROUNDS; i++) {
        int held = peer.heldCount();
        var request = client.sendAsync(REQUEST, brief);
        eventually("it is there, or has failed", () -> peer.heldCount() > held || request.isDone());
        peer.sendToAll(nonsense(1));
        if (random.nextBoolean()) {
          peer.resetAll();
        }
        assertThat(request.handle((answer, failure) -> "ended"))
            .succeedsWithin(Duration.ofSeconds(10));
        if (i == ROUNDS / 2) {
          afterHalf = registry.getMeters().size();
        }
      }
      assertThat(registry.getMeters()).hasSizeLessThan(afterHalf + 15);
      Set<String> values =
          registry.getMeters().stream()
              .map(Meter::getId)
              .flatMap(id -> id.getTags().stream())
              .map(Tag::getValue)
              .collect(Collectors.toSet());
      assertThat(values)
          .allMatch(
              value ->
                  value.equals("shop")
                      || value.equals("127.0.0.1:" + peer.port())
                      || value.matches("[a-z_]+|E[A-Z]+|UNKNOWN"))
          .noneMatch(value -> value.contains("peer-"));
    }
  }
}
