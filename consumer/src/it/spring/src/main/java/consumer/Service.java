package consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belay.client.BelayClient;
import io.belay.client.error.ClientClosedException;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A service whose application context has the client, and closes it. */
public final class Service {
  @Configuration
  static class Beans {
    @Bean
    EchoServer server() {
      return new EchoServer();
    }

    /** Spring finds close() by itself. */
    @Bean
    BelayClient<byte[], byte[]> inventory(EchoServer server) {
      return BelayClient.builder().name("inventory").endpoint("127.0.0.1", server.port()).build();
    }
  }

  public static void main(String[] args) throws Exception {
    BelayClient<byte[], byte[]> client;
    CompletableFuture<byte[]> underWay;
    try (var context = new AnnotationConfigApplicationContext(Beans.class)) {
      @SuppressWarnings("unchecked")
      BelayClient<byte[], byte[]> bean = context.getBean(BelayClient.class);
      client = bean;
      expect(client.send("hello".getBytes(UTF_8)).length == 5, "no echo");
      underWay = client.sendAsync("bye".getBytes(UTF_8));
    }
    expect(underWay.isDone() && !underWay.isCompletedExceptionally(), "what was under way: " + underWay);
    try {
      client.send(new byte[1]);
      throw new IllegalStateException("the client is open");
    } catch (ClientClosedException expected) {
      // The context has closed it.
    }
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("belay-inventory"))
        .forEach(thread -> expect(false, "it is left: " + thread));
    System.out.println("closed with its context");
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}
