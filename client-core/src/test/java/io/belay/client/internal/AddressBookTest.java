package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.client.Endpoint;
import io.belay.client.internal.Names.Answer;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is known of a name, by a clock that the test moves and a name server that it plays. */
class AddressBookTest {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  private final EventLoop home = channel.eventLoop();
  private final List<Names.Asker> asked = new ArrayList<>();
  private final List<List<InetAddress>> changes = new ArrayList<>();
  private AddressBook book = book("inventory.internal");

  private AddressBook book(String host) {
    return new AddressBook(
        new Endpoint(host, 9000),
        (name, asker) -> asked.add(asker),
        new Home(),
        CONNECT_TIMEOUT.toNanos(),
        address -> 0,
        () -> changes.add(book.all()));
  }

  /** A pool of which only the clock is wanted. */
  private final class Home implements EndpointPool.Parent<String, String> {
    @Override
    public PooledConnection<String, String> dial(EndpointPool<String, String> to, int index) {
      throw new AssertionError("nothing is dialled here");
    }

    @Override
    public void tend() {}

    @Override
    public Future<?> schedule(Runnable task, long delayNanos) {
      return home.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public long now() {
      return ticker.nanoTime();
    }

    @Override
    public void addressesChanged(Endpoint endpoint, List<InetAddress> addresses) {}
  }

  private CompletableFuture<List<InetSocketAddress>> find() {
    CompletableFuture<List<InetSocketAddress>> route = new CompletableFuture<>();
    book.find(new Identity(new Endpoint("inventory.internal", 9000), 0, "c", ticker), route);
    return route;
  }

  private void pass(Duration time) {
    ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
    channel.runScheduledPendingTasks();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Answer found(Duration ttl, String... literals) {
    return new Answer.Found(
        Stream.of(literals).map(AddressBookTest::address).toList(), ttl.toNanos());
  }

  private static Answer none() {
    return new Answer.None(new UnknownHostException("none"));
  }

  private static Answer trouble() {
    return new Answer.Trouble(new UnknownHostException("no answer"));
  }

  private void answer(Answer six, Answer four) {
    Names.Asker asker = asked.remove(0);
    asker.answered(Family.V6, six);
    asker.answered(Family.V4, four);
  }

  private static List<InetSocketAddress> at(String... literals) {
    return Stream.of(literals).map(each -> new InetSocketAddress(address(each), 9000)).toList();
  }

  @Test
  void aLiteralAddressMustNeverBeLookedUp() {
    book = book("[2001:db8::7]");

    assertThat(find()).isCompletedWithValue(at("2001:db8::7"));
    book.doubt();
    pass(Duration.ofHours(1));
    book.refresh();
    assertThat(asked).isEmpty();
    assertThat(book.picture()).isEmpty();
  }

  @Test
  void oneLookupMustServeAllWhoWait() {
    CompletableFuture<List<InetSocketAddress>> first = find();
    CompletableFuture<List<InetSocketAddress>> second = find();
    assertThat(asked).hasSize(1);
    answer(none(), found(Duration.ofMinutes(1), "192.0.2.1"));

    assertThat(first).isCompletedWithValue(at("192.0.2.1"));
    assertThat(second).isCompletedWithValue(at("192.0.2.1"));
  }

  @Test
  void anAnswerMustBeKeptForItsTimeAndNoLonger() {
    find();
    answer(found(Duration.ofSeconds(30), "2001:db8::1"), found(Duration.ofSeconds(7), "192.0.2.1"));
    pass(Duration.ofMillis(6_900));
    book.refresh();
    assertThat(find()).isCompletedWithValue(at("2001:db8::1", "192.0.2.1"));
    assertThat(asked).isEmpty();

    pass(Duration.ofMillis(100));
    book.refresh();
    assertThat(asked).hasSize(1);
  }

  @Test
  void theTimeMustBeClamped() {
    find();
    answer(none(), found(Duration.ZERO, "192.0.2.1"));
    pass(Duration.ofMillis(900));
    book.refresh();
    assertThat(asked).isEmpty();
    pass(Duration.ofMillis(100));
    book.refresh();
    answer(none(), found(Duration.ofDays(2), "192.0.2.1"));
    pass(Duration.ofSeconds(299));
    book.refresh();
    assertThat(asked).isEmpty();
    pass(Duration.ofSeconds(1));
    book.refresh();
    assertThat(asked).hasSize(1);
  }

  @Test
  void aFamilyOfWhichNobodySpeaksMustDelayTheOtherByFiftyMillisecondsOnly() {
    CompletableFuture<List<InetSocketAddress>> route = find();
    asked.get(0).answered(Family.V4, found(Duration.ofMinutes(1), "192.0.2.1"));
    pass(Duration.ofMillis(49));
    assertThat(route).isNotDone();
    pass(Duration.ofMillis(1));
    assertThat(route).isCompletedWithValue(at("192.0.2.1"));

    asked.get(0).answered(Family.V6, found(Duration.ofMinutes(1), "2001:db8::1"));
    assertThat(find()).isCompletedWithValue(at("2001:db8::1", "192.0.2.1"));
  }

  @Test
  void otherAddressesMustBeToldAndTheSameOnesNot() {
    find();
    answer(none(), found(Duration.ofSeconds(1), "192.0.2.1", "192.0.2.2"));
    assertThat(changes).hasSize(1);
    pass(Duration.ofSeconds(1));
    book.refresh();
    answer(none(), found(Duration.ofSeconds(1), "192.0.2.2", "192.0.2.1"));
    assertThat(changes).hasSize(1);
    pass(Duration.ofSeconds(1));
    book.refresh();
    answer(none(), found(Duration.ofSeconds(1), "192.0.2.2", "192.0.2.3"));

    assertThat(changes).hasSize(2);
    assertThat(book.contains(address("192.0.2.1"))).isFalse();
    assertThat(book.contains(address("192.0.2.3"))).isTrue();
  }

  @Test
  void aLookupThatFindsNothingMustChangeNothing() {
    find();
    answer(found(Duration.ofSeconds(1), "2001:db8::1"), found(Duration.ofSeconds(1), "192.0.2.1"));
    for (List<Answer> bad :
        List.of(
            List.of(none(), none()), List.of(trouble(), trouble()), List.of(none(), trouble()))) {
      pass(Duration.ofSeconds(5));
      book.refresh();
      answer(bad.get(0), bad.get(1));
      assertThat(find()).as("%s", bad).isCompletedWithValue(at("2001:db8::1", "192.0.2.1"));
      assertThat(book.picture().orElseThrow().lastFailure()).isPresent();
    }
    assertThat(changes).hasSize(1);
  }

  @Test
  void aFamilyInTroubleMustStayAsItWasWhileTheOtherChanges() {
    find();
    answer(found(Duration.ofSeconds(1), "2001:db8::1"), found(Duration.ofSeconds(1), "192.0.2.1"));
    pass(Duration.ofSeconds(1));
    book.refresh();
    answer(trouble(), found(Duration.ofSeconds(1), "192.0.2.2"));

    assertThat(find()).isCompletedWithValue(at("2001:db8::1", "192.0.2.2"));
  }

  @Test
  void aFamilyThatIsGoneMustGo() {
    find();
    answer(found(Duration.ofSeconds(1), "2001:db8::1"), found(Duration.ofSeconds(1), "192.0.2.1"));
    pass(Duration.ofSeconds(1));
    book.refresh();
    answer(none(), found(Duration.ofSeconds(1), "192.0.2.1"));

    assertThat(find()).isCompletedWithValue(at("192.0.2.1"));
    assertThat(book.contains(address("2001:db8::1"))).isFalse();
  }

  @Test
  void aSilentNameServerMustHoldNobodyUpForLong() {
    find();
    answer(none(), found(Duration.ofSeconds(1), "192.0.2.1"));
    pass(Duration.ofSeconds(1));
    CompletableFuture<List<InetSocketAddress>> route = find();
    pass(Duration.ofMillis(999));
    assertThat(route).isNotDone();
    pass(Duration.ofMillis(1));

    assertThat(route).isCompletedWithValue(at("192.0.2.1"));
  }

  @Test
  void aNameThatWasNeverFoundMustFailWithTheReason() {
    CompletableFuture<List<InetSocketAddress>> route = find();
    answer(none(), trouble());

    assertThatThrownBy(route::join).hasRootCauseMessage("no answer");
    assertThat(find()).isNotDone();
    assertThat(asked).as("asked again at the next attempt").hasSize(1);
  }

  @Test
  void aLookupThatThrowsMustNotBeTheLast() {
    book =
        new AddressBook(
            new Endpoint("inventory.internal", 9000),
            (name, asker) -> {
              asked.add(asker);
              if (asked.size() == 1) {
                throw new NoClassDefFoundError("on purpose");
              }
            },
            new Home(),
            CONNECT_TIMEOUT.toNanos(),
            address -> 0,
            () -> {});

    assertThatThrownBy(find()::join).hasRootCauseMessage("on purpose");
    CompletableFuture<List<InetSocketAddress>> later = find();
    asked.remove(0);
    answer(none(), found(Duration.ofMinutes(1), "192.0.2.1"));
    assertThat(later).isCompletedWithValue(at("192.0.2.1"));
  }

  @Test
  void aDoubtMustBringTheNextLookupForwardButNotTooSoon() {
    find();
    answer(none(), found(Duration.ofMinutes(4), "192.0.2.1"));
    book.doubt();
    book.refresh();
    assertThat(asked).as("within a second of the last").isEmpty();
    pass(Duration.ofSeconds(1));
    book.refresh();
    assertThat(asked).hasSize(1);
  }
}
