package io.belay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import io.belay.client.peer.ScriptedPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests and answers over real sockets, on every transport. */
@Timeout(60)
class EchoTest {
  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder().endpoint("127.0.0.1", peer.port());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRequestMustBeAnsweredByItsOwnAnswer(Transport transport) {
    try (BelayClient<byte[], byte[]> client = builder().transport(transport).build()) {
      assertThat(client.send(bytes("hello"))).isEqualTo(bytes("hello"));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void manyRequestsAtOnceMustEachGetTheirOwnAnswer(Transport transport) {
    try (BelayClient<byte[], byte[]> client = builder().transport(transport).build()) {
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 4_000; i++) {
        answers.add(client.sendAsync(bytes("request " + i)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join()).isEqualTo(bytes("request " + i));
      }
    }
  }

  @Test
  void aClosedClientMustSaySo() {
    BelayClient<byte[], byte[]> client = builder().build();
    client.send(bytes("once"));
    client.close();
    client.close();

    assertThatThrownBy(() -> client.send(bytes("twice")))
        .isInstanceOf(ClientClosedException.class)
        .extracting(failure -> ((BelayException) failure).delivery())
        .hasToString("NOT_SENT");
  }

  @Test
  void aPayloadLargerThanTheWindowMustArrive() {
    try (BelayClient<byte[], byte[]> client =
        builder().requestTimeout(Duration.ofSeconds(30)).build()) {
      byte[] large = new byte[5 << 20];
      large[large.length - 1] = 7;
      assertThat(client.send(large)).isEqualTo(large);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
