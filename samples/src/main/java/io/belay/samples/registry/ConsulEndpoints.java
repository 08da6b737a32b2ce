package io.belay.samples.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The instances of a service that Consul takes for healthy. Each question is held by the agent
 * until there is news ("blocking query"), so that a change is known at once and costs no polling.
 */
public final class ConsulEndpoints implements EndpointSource {
  private static final Duration HELD_FOR = Duration.ofSeconds(30);
  private static final Duration GIVEN_UP_AFTER = HELD_FOR.plusSeconds(10);
  private static final long REST_MILLIS = 1_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI question;
  private final String service;

  /**
   * Asks nothing yet.
   *
   * @param agent the Consul agent, as {@code http://127.0.0.1:8500}
   * @param service the name under which the service is registered
   * @throws IllegalArgumentException if the two make no http or https URI
   */
  public ConsulEndpoints(URI agent, String service) {
    this.service = service;
    question =
        agent.resolve(
            "/v1/health/service/%s?passing=true&wait=%ds".formatted(service, HELD_FOR.toSeconds()));
    // What HttpClient would refuse it refuses now, where somebody reads it.
    var unused = request(0);
  }

  @Override
  public Subscription subscribe(Watcher watcher) {
    Thread thread = new Thread(() -> follow(watcher), "consul-" + service);
    thread.setDaemon(true);
    thread.start();
    return thread::interrupt;
  }

  private void follow(Watcher watcher) {
    long index = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        HttpResponse<byte[]> answer = ask(index);
        watcher.update(instances(answer.body()));
        // An agent that was restored from a backup may count from the start again.
        long next = answer.headers().firstValueAsLong("X-Consul-Index").orElse(0);
        index = next < index ? 0 : next;
        if (index == 0) {
          // The agent does not hold a question without an index, and would be asked in a circle.
          rest();
        }
      } catch (InterruptedException closed) {
        return;
      } catch (IOException | RuntimeException e) {
        // Whatever it is, the next question may be answered.
        watcher.failed(e);
        rest();
      }
    }
  }

  private HttpResponse<byte[]> ask(long index) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(request(index), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: status %d".formatted(question, answer.statusCode()));
    }
    return answer;
  }

  private HttpRequest request(long index) {
    return HttpRequest.newBuilder(URI.create(question + "&index=" + index))
        .timeout(GIVEN_UP_AFTER)
        .build();
  }

  private Set<Endpoint> instances(byte[] answer) throws IOException {
    JsonNode instances = json.readTree(answer);
    if (!instances.isArray()) {
      // To take it for none would drain them all.
      throw new IOException(
          "%s: %s (expected: an array of instances)".formatted(question, instances.getNodeType()));
    }
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    for (JsonNode instance : instances) {
      String own = instance.at("/Service/Address").asText();
      String host = own.isEmpty() ? instance.at("/Node/Address").asText() : own;
      try {
        endpoints.add(new Endpoint(host, instance.at("/Service/Port").asInt()));
      } catch (IllegalArgumentException e) {
        throw new IOException("not an instance: " + instance, e);
      }
    }
    return endpoints;
  }

  private static void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
