package io.belay.client.chaos;

import io.belay.client.BelayClient;
import io.belay.client.ClientSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.lab.PeerHost;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One client's life under faults, from its first connection to what is left behind of it. */
final class Round {
  /** Within what time after the last fault everything works again. */
  static final Duration RESUMES_WITHIN = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ANSWERS_IN_A_ROW = 100;
  private static final long UNDER_WAY_MILLIS = 300;

  private final Transport transport;
  private final long seed;
  private final Duration length;
  private final int perSecond;
  private final Path directory;
  private final Ledger ledger = new Ledger();
  private final Stalls stalls = new Stalls();
  private final Chronicle chronicle;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param directory an empty one, for what the servers and we write
   */
  Round(Transport transport, long seed, Duration length, int perSecond, Path directory) {
    this.transport = transport;
    this.seed = seed;
    this.length = length;
    this.perSecond = perSecond;
    this.directory = directory;
    chronicle = new Chronicle(directory.resolve("chronicle.txt"));
  }

  /** Plays it, and judges. */
  Report play() throws Exception {
    EventContract events = new EventContract(chronicle, stalls);
    Leftovers leftovers = Leftovers.since(transport);
    MachineWitness machine = new MachineWitness(stalls);
    try {
      Map<Blow, Integer> struck;
      Duration resumed;
      try (Site one = new Site("one", directory);
          Site two = new Site("two", directory);
          Detour detour = new Detour(addressOf(two))) {
        List<Schedule> schedules = Schedule.draw(seed, length, List.of("one", "two"));
        schedules.forEach(schedule -> chronicle.note("%s", schedule));
        List<Site> sites = List.of(one, two);
        Injector injector =
            new Injector(
                schedules,
                List.of(
                    new Striker(one, detour, sites),
                    new Striker(two, detour, sites),
                    new Striker(two, detour, sites),
                    new Striker(one, detour, sites)),
                chronicle);
        BelayClient<byte[], byte[]> client =
            ChaosClient.build(
                transport, List.of(endpoint(one), endpoint(two), endpoint(detour)), events);
        try {
          awaitConnections(client);
          Load load = new Load(client, ledger, seed, perSecond);
          struck = injector.play();
          resumed = awaitService(client);
          load.stop();
          awaitEnds("before the close");
          checkIdle(client);
          closeUnderLoad(client);
        } finally {
          client.closeNow();
        }
        awaitEnds("after the close");
      }
      violations.addAll(leftovers.find());
      violations.addAll(events.violations());
      Map<Long, Integer> processed = Journal.readAll(directory);
      violations.addAll(new Oracle(processed, stalls).judge(ledger.all()));
      violations.forEach(violation -> chronicle.note("VIOLATION %s", violation));
      chronicle.note("connections closed: %s", new TreeMap<>(events.closed()));
      Report report =
          Report.of(transport, seed, length, struck, ledger.all(), processed, resumed, violations);
      chronicle.note("%s", report.inFull());
      return report;
    } finally {
      machine.close();
      chronicle.close();
    }
  }

  private void awaitConnections(BelayClient<byte[], byte[]> client) {
    if (!Leftovers.within(PATIENCE, () -> allReady(client.snapshot()))) {
      throw new IllegalStateException("it does not even begin: " + client.snapshot());
    }
  }

  /** Returns how long it took until every endpoint was ready and everything was answered. */
  private Duration awaitService(BelayClient<byte[], byte[]> client) {
    long began = System.nanoTime();
    chronicle.note("the faults are over");
    boolean serves =
        Leftovers.within(PATIENCE, () -> allReady(client.snapshot()) && answersInARow(client));
    long ended = System.nanoTime();
    Duration took = Duration.ofNanos(ended - began);
    Duration stalled = stalls.between(began, ended);
    chronicle.note("service %s after %s", serves ? "resumed" : "DID NOT RESUME", took);
    if (!serves || took.compareTo(RESUMES_WITHIN.plus(stalled.multipliedBy(2))) > 0) {
      violations.add(
          "service resumed after %s, with stalls of %s: %s"
              .formatted(took, stalled, client.snapshot()));
    }
    return took;
  }

  private static boolean allReady(ClientSnapshot snapshot) {
    return snapshot.endpoints().stream()
        .allMatch(endpoint -> endpoint.ready() >= ChaosClient.MIN_CONNECTIONS);
  }

  private boolean answersInARow(BelayClient<byte[], byte[]> client) {
    for (int i = 0; i < ANSWERS_IN_A_ROW; i++) {
      Question question = new Question(ledger.next(), Wish.ECHO, 0);
      Op op = ledger.enter(new Op(question, i, RequestOptions.DEFAULT, ChaosClient.TIMEOUT, false));
      try {
        op.ended(client.send(op.request(), op.options), null);
      } catch (BelayException failure) {
        op.ended(null, failure);
        chronicle.note("not yet: %s", failure.getMessage());
        return false;
      }
    }
    return true;
  }

  private void awaitEnds(String when) {
    if (!Leftovers.within(PATIENCE, () -> ledger.open().isEmpty())) {
      violations.add("operations that do not end %s: %s".formatted(when, ledger.open()));
    }
  }

  /** Nobody's place is taken when nobody asks for anything. */
  private void checkIdle(BelayClient<byte[], byte[]> client) {
    if (!Leftovers.within(PATIENCE, () -> isIdle(client.snapshot()))) {
      violations.add("it is not idle: " + client.snapshot());
    }
  }

  private static boolean isIdle(ClientSnapshot snapshot) {
    return snapshot.inFlight() == 0
        && snapshot.waiting() == 0
        && snapshot.leased() == 0
        && snapshot.connections().stream().allMatch(each -> each.pendingBytes() == 0);
  }

  /** In order with an even seed, at once with an odd one. */
  private void closeUnderLoad(BelayClient<byte[], byte[]> client) throws InterruptedException {
    Load load = new Load(client, ledger, ~seed, perSecond);
    new CountDownLatch(1).await(UNDER_WAY_MILLIS, TimeUnit.MILLISECONDS);
    if (seed % 2 == 0) {
      client.close();
    } else {
      client.closeNow();
    }
    chronicle.note("closed");
    load.stop();
  }

  private static InetSocketAddress addressOf(Site site) {
    return new InetSocketAddress(site.host().address(), PeerHost.PORT);
  }

  private static Endpoint endpoint(Site site) {
    return new Endpoint(site.host().address(), PeerHost.PORT);
  }

  private static Endpoint endpoint(Detour detour) {
    return new Endpoint("127.0.0.1", detour.port());
  }
}
