package io.belay.heartbeat;

import static io.belay.heartbeat.ServerScenario.TICK;
import static io.belay.heartbeat.ServerScenario.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.belay.codec.GoAway;
import io.belay.codec.GoAwayReason;
import io.belay.codec.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConnectionTest {
  private final ServerScenario it = new ServerScenario(ServerOptions.DEFAULT);

  @AfterEach
  void releaseBuffers() {
    ServerScenario.releaseAll();
  }

  @Test
  void helloIsAnsweredBeforeThePongAndNeitherReachesTheApplication() {
    ServerScenario.Client client = it.connect();
    client.send(
        out -> {
          FrameEncoder.writeHello(out, hello(20_000));
          FrameEncoder.writePing(out, 41);
        });

    assertThat(client.received).containsExactly("HELLO", "PONG 41");
    assertThat(client.application).isEmpty();
    assertThat(client.hello.minPingIntervalMillis()).isEqualTo(20);
    assertThat(client.hello.maxPayload()).isEqualTo(8 << 20);
    assertThat(it.greeted).hasSize(1);
  }

  @Test
  void aMinimalPeerIsServedWithoutAHello() {
    ServerScenario.Client client = it.connect();
    client.ping(1);
    client.request(5);
    client.send(out -> FrameEncoder.writeApplication(out, 300, new byte[3]));

    assertThat(client.received).containsExactly("PONG 1");
    assertThat(client.application).containsExactly("REQUEST 5", "type 300");
  }

  @Test
  void aClientIsReapedAfterTheSilenceThatItDeclared() {
    ServerScenario.Client client = it.connect();
    client.hello(hello(20_000));
    client.run(Duration.ofMillis(19_900));
    assertThat(it.closed).isEmpty();

    client.run(TICK.multipliedBy(3));
    assertThat(it.closed).containsExactly(CloseReason.REAPED);
    assertThat(client.channel.isOpen()).isFalse();
  }

  @Test
  void anyByteIsASignOfLife() {
    ServerScenario.Client client = it.connect();
    client.hello(hello(20_000));
    for (int i = 0; i < 10; i++) {
      client.run(Duration.ofSeconds(15));
      client.send(out -> FrameEncoder.writeOneWay(out, new byte[1]));
    }

    assertThat(it.closed).isEmpty();
  }

  @Test
  void whatAClientDeclaresIsBelievedWithinLimitsOnly() {
    ServerScenario.Client hasty = it.connect();
    hasty.hello(hello(0));
    hasty.run(Duration.ofSeconds(9));
    assertThat(it.closed).isEmpty();
    hasty.run(Duration.ofSeconds(2));
    assertThat(it.closed).containsExactly(CloseReason.REAPED);

    ServerScenario.Client lazy = it.connect();
    lazy.hello(hello(0xFFFF_FFFFL));
    lazy.run(Duration.ofMinutes(10).plusSeconds(1));
    assertThat(it.closed).hasSize(2);
  }

  @Test
  void aClientWithoutAHelloIsReapedAfterNinetySeconds() {
    ServerScenario.Client client = it.connect();
    client.ping(1);
    client.run(Duration.ofSeconds(89));
    assertThat(it.closed).isEmpty();

    client.run(Duration.ofSeconds(2));
    assertThat(it.closed).containsExactly(CloseReason.REAPED);
  }

  @Test
  void anExplicitReapTimeOverridesWhatTheClientDeclares() {
    ServerScenario quick =
        new ServerScenario(ServerOptions.DEFAULT.withReapAfter(Duration.ofSeconds(1)));
    ServerScenario.Client client = quick.connect();
    client.hello(hello(60_000));
    client.run(Duration.ofSeconds(2));

    assertThat(quick.closed).containsExactly(CloseReason.REAPED);
  }

  @Test
  void aStallOfTheServerMustNotReapItsClients() {
    ServerScenario.Client client = it.connect();
    client.hello(hello(20_000));
    it.ticker.advance(1, java.util.concurrent.TimeUnit.HOURS);
    client.channel.runScheduledPendingTasks();
    client.run(Duration.ofSeconds(5));

    assertThat(it.closed).isEmpty();
  }

  @Test
  void silenceIsNotCountedWhileTheApplicationReadsNothing() {
    ServerScenario.Client client = it.connect();
    client.hello(hello(20_000));
    client.channel.config().setAutoRead(false);
    client.run(Duration.ofMinutes(5));

    assertThat(it.closed).isEmpty();
  }

  @Test
  void neitherASlowFrameNorALateFirstOneMustBeBlamedWhileTheApplicationReadsNothing() {
    ServerScenario.Client speechless = it.connect();
    speechless.channel.config().setAutoRead(false);
    speechless.run(Duration.ofMinutes(5));
    speechless.channel.config().setAutoRead(true);
    speechless.run(Duration.ofSeconds(9));
    assertThat(it.closed).isEmpty();
    speechless.ping(1);

    ServerScenario.Client sending = it.connect();
    sending.ping(1);
    sending.send(out -> FrameEncoder.writeHeader(out, FrameType.ONE_WAY, 1 << 20));
    sending.channel.config().setAutoRead(false);
    sending.run(Duration.ofMinutes(5));
    sending.channel.config().setAutoRead(true);
    sending.run(Duration.ofSeconds(29));
    assertThat(it.closed).isEmpty();

    sending.run(Duration.ofSeconds(2));
    assertThat(it.closed).as("read again").containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void aConnectionThatNeverSpeaksIsClosed() {
    ServerScenario.Client client = it.connect();
    client.send(out -> out.writeByte(0));
    client.run(Duration.ofSeconds(11));

    assertThat(it.closed).containsExactly(CloseReason.NEVER_READY);
  }

  @Test
  void aFrameThatTricklesIsClosedThoughEveryByteIsASignOfLife() {
    ServerScenario.Client client = it.connect();
    client.ping(1);
    client.send(out -> FrameEncoder.writeHeader(out, FrameType.ONE_WAY, 1 << 20));
    for (int i = 0; i < 31 && it.closed.isEmpty(); i++) {
      client.send(out -> out.writeByte(0));
      client.run(Duration.ofSeconds(1));
    }

    assertThat(it.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void aLargeFrameAtADecentRateMayTakeItsTime() {
    ServerScenario.Client client = it.connect();
    client.ping(1);
    client.send(out -> FrameEncoder.writeHeader(out, FrameType.ONE_WAY, 60 * 17_000));
    for (int i = 0; i < 60; i++) {
      client.send(out -> out.writeZero(17_000));
      client.run(Duration.ofSeconds(1));
    }

    assertThat(it.closed).isEmpty();
    assertThat(client.application).containsExactly("ONE_WAY");
  }

  @Test
  void pingsThatComeTooOftenAreSentAway() {
    ServerScenario.Client client = it.connect();
    client.hello(hello(20_000));
    for (int i = 1; i <= 81; i++) {
      client.ping(i);
    }

    assertThat(client.received).contains("PONG 80").doesNotContain("PONG 81").endsWith("GOAWAY");
    assertThat(client.goAway.reason()).isEqualTo(GoAwayReason.TOO_MANY_PINGS);
    assertThat(it.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFloodOfPingsMustBeOverInASecondWhateverIsInFlight(boolean saysHello) {
    ServerScenario.Client client = it.connect();
    if (saysHello) {
      client.hello(hello(20_000));
    }
    client.request(1);
    for (int i = 1; i <= PingRate.BURST + 1; i++) {
      client.ping(i);
    }
    client.request(2);
    it.ticker.advanceMillis(20);
    client.ping(99);
    assertThat(client.application).containsExactly("REQUEST 1");
    assertThat(client.received).doesNotContain("PONG 99");
    assertThat(client.received.contains("GOAWAY")).isEqualTo(saysHello);
    assertThat(it.closed).isEmpty();

    client.run(Duration.ofSeconds(1));
    assertThat(it.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void pingsAtTheAllowedRateAreAnsweredForEver() {
    ServerScenario.Client client = it.connect();
    for (int i = 1; i <= 500; i++) {
      it.ticker.advanceMillis(20);
      client.ping(i);
    }

    assertThat(client.received).hasSize(500);
  }

  @Test
  void aClientThatAsksWithoutReadingTheAnswersIsClosed() {
    ServerScenario.Client client = it.connect();
    client.channel.peerReads = false;
    for (int i = 1; i <= 17; i++) {
      it.ticker.advanceMillis(20);
      client.ping(i);
    }

    assertThat(client.application)
        .containsExactly("16 PONGs are queued and the peer reads none of them");
    assertThat(it.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void aServerThatRequiresHelloSendsOthersAway() {
    ServerScenario strict = new ServerScenario(ServerOptions.DEFAULT.withRequireHello(true));
    ServerScenario.Client client = strict.connect();
    client.request(1);

    assertThat(client.goAway.reason()).isEqualTo(GoAwayReason.HELLO_REQUIRED);
    assertThat(client.application).isEmpty();
    assertThat(strict.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void aSecondHelloIsAViolation() {
    ServerScenario.Client client = it.connect();
    client.hello(hello(0));
    client.hello(hello(0));

    assertThat(client.application).containsExactly("HELLO frame out of place: it is not the first");
    assertThat(it.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void aPongThatNobodyAskedForIsAViolation() {
    ServerScenario.Client client = it.connect();
    client.ping(1);
    client.send(out -> FrameEncoder.writeHeader(out, FrameType.PONG, 0));

    assertThat(it.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void aRequestIdThatDoesNotRiseIsAViolation() {
    ServerScenario.Client client = it.connect();
    client.request(-2);
    client.request(3);

    assertThat(client.application)
        .containsExactly("REQUEST -2", "REQUEST frame out of place: its id does not rise");
    assertThat(it.closed).containsExactly(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void aClientThatLeavesGetsTheAnswersItWaitsFor() {
    ServerScenario.Client client = it.connect();
    client.hello(hello(20_000));
    client.request(1);
    client.send(out -> FrameEncoder.writeGoAway(out, new GoAway(0, 2, 0, "")));
    assertThat(it.closed).isEmpty();

    client.connection.answered();
    client.run(TICK);
    assertThat(it.closed).containsExactly(CloseReason.GOAWAY);
  }

  @Test
  void aServerThatDrainsSaysSoFinishesAndCloses() {
    ServerScenario.Client idle = it.connect();
    idle.hello(hello(20_000));
    ServerScenario.Client busy = it.connect();
    busy.hello(hello(20_000));
    busy.request(9);
    CompletableFuture<Void> drained = it.server.drain(Duration.ofSeconds(5));
    idle.run(TICK);
    busy.run(TICK);

    assertThat(idle.goAway.reason()).isEqualTo(GoAwayReason.DRAINING);
    assertThat(idle.goAway.lastAcceptedId()).isZero();
    assertThat(busy.goAway.lastAcceptedId()).isEqualTo(9);
    assertThat(it.closed).hasSize(1);
    busy.request(10);
    assertThat(busy.application).as("discarded, as GOAWAY said").containsExactly("REQUEST 9");
    assertThat(drained).isNotDone();

    busy.connection.answered();
    busy.run(TICK);
    assertThat(drained).isCompleted();
    assertThat(it.closed).containsExactly(CloseReason.CLOSED_BY_USER, CloseReason.CLOSED_BY_USER);
  }

  @Test
  void aDrainDoesNotWaitForEverForAnAnswer() {
    ServerScenario.Client busy = it.connect();
    busy.request(9);
    CompletableFuture<Void> drained = it.server.drain(Duration.ofSeconds(5));
    busy.run(Duration.ofMillis(4_750));
    assertThat(drained).isNotDone();

    busy.run(Duration.ofMillis(500));
    assertThat(drained).isCompleted();
  }

  @Test
  void aSlowReaderMustGetWholeAnswersAndOneThatReadsNothingMustBeClosed() {
    ServerScenario.Client slow = it.connect();
    slow.request(9);
    slow.channel.peerReads = false;
    for (int i = 0; i < 5; i++) {
      ByteBuf answer = Unpooled.buffer();
      FrameEncoder.writeOneWay(answer, new byte[1000]);
      slow.channel.writeOneOutbound(answer);
    }
    slow.channel.flush();
    slow.connection.goAway(GoAwayReason.DRAINING, "");
    slow.connection.answered();
    for (int i = 0; i < 4; i++) {
      slow.run(Duration.ofSeconds(29));
      slow.channel.takeOne();
    }
    slow.run(Duration.ofSeconds(29));
    assertThat(it.closed).isEmpty();

    slow.run(Duration.ofSeconds(2));
    assertThat(it.closed).containsExactly(CloseReason.CLOSED_BY_USER);
  }

  @Test
  void whoComesWhileTheServerDrainsIsSentAway() {
    assertThat(it.server.drain(Duration.ofSeconds(5))).isCompleted();
    ServerScenario.Client late = it.connect();
    late.run(TICK);

    assertThat(it.closed).containsExactly(CloseReason.CLOSED_BY_USER);
    assertThat(it.server.connections()).isEmpty();
  }

  @Test
  void aServerMayProbeItsClientsForTheSameBound() {
    ServerScenario probing =
        new ServerScenario(ServerOptions.DEFAULT.withHeartbeat(Heartbeat.DEFAULT));
    ServerScenario.Client client = probing.connect();
    client.hello(hello(60_000));
    assertThat(client.received).containsExactly("HELLO", "PING 1");
    client.send(
        out -> {
          FrameEncoder.writeHeader(out, FrameType.PONG, 8);
          out.writeLong(1);
        });
    client.run(Heartbeat.DEFAULT.worstCaseDetection().plus(TICK.multipliedBy(2)));

    assertThat(client.received).hasSize(5);
    assertThat(probing.closed).containsExactly(CloseReason.PEER_SILENT);
  }

  @Test
  void aServerPingsNoFasterThanItsClientAccepts() {
    ServerScenario probing =
        new ServerScenario(ServerOptions.DEFAULT.withHeartbeat(Heartbeat.DEFAULT));
    ServerScenario.Client client = probing.connect();
    client.hello(new Hello(Hello.VERSION, 0, 60_000, 10_000, 1 << 20, Hello.NO_CLIENT, 0, 0));
    client.send(
        out -> {
          FrameEncoder.writeHeader(out, FrameType.PONG, 8);
          out.writeLong(1);
        });
    client.run(Duration.ofSeconds(35));

    assertThat(client.received).containsExactly("HELLO", "PING 1", "PING 2", "PING 3", "PING 4");
    assertThat(probing.closed).isEmpty();
  }

  @Test
  void aConnectionIsFoundByItsChannel() {
    ServerScenario.Client client = it.connect();
    assertThat(ServerConnection.of(client.channel)).isSameAs(client.connection);

    EmbeddedChannel other = new EmbeddedChannel();
    assertThatThrownBy(() -> ServerConnection.of(other)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClientThatClosesIsReportedOnce() {
    ServerScenario.Client client = it.connect();
    client.ping(1);
    client.channel.close().syncUninterruptibly();

    assertThat(it.closed).containsExactly(CloseReason.PEER_CLOSED);
  }
}
