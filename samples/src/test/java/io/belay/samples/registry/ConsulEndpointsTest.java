package io.belay.samples.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against an agent on loopback that holds questions until there is news, as Consul's does. */
@Timeout(30)
class ConsulEndpointsTest {

  /** What the agent answers a question with; without an index if that is 0. */
  private record News(int status, long index, String body) {}

  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> questions = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean refusing;
  private HttpServer agent;
  private EndpointSource.Subscription subscription;

  @BeforeEach
  void subscribe() throws IOException {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.setExecutor(threads);
    agent.createContext("/", this::answer);
    agent.start();
    URI address = URI.create("http://127.0.0.1:" + agent.getAddress().getPort());
    subscription =
        new ConsulEndpoints(address, "inventory")
            .subscribe(
                new EndpointSource.Watcher() {
                  @Override
                  public void update(Set<Endpoint> endpoints) {
                    if (refusing) {
                      throw new IllegalStateException("refused");
                    }
                    heard.add(endpoints);
                  }

                  @Override
                  public void failed(Throwable cause) {
                    heard.add(cause);
                  }
                });
  }

  @AfterEach
  void stop() {
    subscription.close();
    agent.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.add(exchange.getRequestURI().toString());
    try (exchange) {
      News answer = news.take();
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      if (answer.index() != 0) {
        exchange.getResponseHeaders().add("X-Consul-Index", Long.toString(answer.index()));
      }
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Object nextHeard() throws InterruptedException {
    return heard.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void theInstancesMustBeToldAndEachChangeAskedFor() throws Exception {
    news.add(
        new News(
            200,
            7,
            """
            [{"Node": {"Address": "10.0.0.1"}, "Service": {"Address": "", "Port": 9000}},
             {"Node": {"Address": "10.0.0.2"}, "Service": {"Address": "10.1.0.2", "Port": 9001}}]"""));
    assertThat(nextHeard())
        .isEqualTo(Set.of(new Endpoint("10.0.0.1", 9000), new Endpoint("10.1.0.2", 9001)));
    news.add(new News(200, 8, "[]"));
    assertThat(nextHeard()).isEqualTo(Set.of());

    assertThat(questions.take())
        .startsWith("/v1/health/service/inventory?passing=true")
        .endsWith("&index=0");
    assertThat(questions.take()).contains("index=7");
  }

  @Test
  void anAgentThatFailsMustBeToldAndAskedAgain() throws Exception {
    news.add(new News(500, 0, "no cluster leader"));
    assertThat(nextHeard()).isInstanceOf(IOException.class);
    news.add(new News(200, 1, "[{\"Service\": {\"Address\": \"10.0.0.1\", \"Port\": 0}}]"));
    assertThat(nextHeard()).isInstanceOf(IOException.class);
    news.add(new News(200, 2, "[{\"Service\": {\"Address\": \"10.0.0.1\", \"Port\": 9000}}]"));
    assertThat(nextHeard()).isEqualTo(Set.of(new Endpoint("10.0.0.1", 9000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null", "7", "[", "[{}]", "[7]"})
  void whatIsNoListOfInstancesMustNotCountAsAnEmptyOne(String body) throws Exception {
    news.add(new News(200, 1, body));
    assertThat(nextHeard()).isInstanceOf(IOException.class);
    news.add(new News(200, 2, "[]"));
    assertThat(nextHeard()).isEqualTo(Set.of());
  }

  @ParameterizedTest
  @CsvSource({"http://127.0.0.1:8500, two words", "ftp://127.0.0.1, inventory", "agent, inventory"})
  void whatMakesNoQuestionMustBeRefusedAtOnce(URI address, String service) {
    assertThatThrownBy(() -> new ConsulEndpoints(address, service))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWatcherThatThrowsMustBeToldAndTheAgentAskedAgain() throws Exception {
    refusing = true;
    news.add(new News(200, 1, "[]"));
    assertThat(nextHeard()).isInstanceOf(IllegalStateException.class);
    refusing = false;
    news.add(new News(200, 2, "[]"));
    assertThat(nextHeard()).isEqualTo(Set.of());
  }

  @Test
  void anAgentWhoseAnswerHasNoIndexMustBeGivenARest() throws Exception {
    assertThat(questions.poll(20, TimeUnit.SECONDS)).isNotNull();
    long answeredNanos = System.nanoTime();
    news.add(new News(200, 0, "[]"));

    assertThat(questions.poll(20, TimeUnit.SECONDS)).contains("index=0");
    assertThat(Duration.ofNanos(System.nanoTime() - answeredNanos))
        .isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void theEndOfTheSubscriptionMustEndItsThread() throws Exception {
    assertThat(questions.poll(20, TimeUnit.SECONDS)).isNotNull();
    Thread thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().equals("consul-inventory"))
            .findFirst()
            .orElseThrow();
    subscription.close();

    thread.join(20_000);
    assertThat(thread.isAlive()).isFalse();
  }
}
