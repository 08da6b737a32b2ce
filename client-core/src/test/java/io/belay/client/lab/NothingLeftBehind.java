package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After all tests of a class, there must be no more sockets, event loops and buffers than before.
 */
final class NothingLeftBehind implements BeforeAllCallback, AfterAllCallback {
  private @Nullable DnsStub names;
  private long before;

  @Override
  public void beforeAll(ExtensionContext context) {
    // Not earlier: an extension is made for a class that is skipped, too.
    names = new DnsStub();
    // The JDK and Netty keep a few sockets for themselves from their first use on.
    LabTransports.all().forEach(NothingLeftBehind::use);
    before = Descriptors.ofSocketsAndLoops();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (names != null) {
      names.close();
    }
    long allowed = before - 1;
    eventually(
        "no descriptor is left: %d before, and now %s".formatted(allowed, Descriptors.describe()),
        () -> Descriptors.ofSocketsAndLoops() <= allowed);
    assertThat(LeakRecorder.leaks()).as("leaked buffers").isEmpty();
  }

  private static void use(Transport transport) {
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder().endpoint("localhost", 1).transport(transport).build()) {
      client.send(new byte[1], RequestOptions.DEFAULT.withFailFast(true));
    } catch (BelayException refused) {
      // As it should be.
    }
  }
}
