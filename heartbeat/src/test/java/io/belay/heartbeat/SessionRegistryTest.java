package io.belay.heartbeat;

import static io.belay.heartbeat.ServerScenario.DEVICE;
import static io.belay.heartbeat.ServerScenario.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.codec.GoAwayReason;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
  private final SessionRegistry registry =
      new SessionRegistry(SessionAuthorizer.trustEveryClientIdUnproven());
  private final ServerScenario it =
      new ServerScenario(ServerOptions.DEFAULT, Optional.of(registry));

  @AfterEach
  void releaseBuffers() {
    ServerScenario.releaseAll();
  }

  @Test
  void anEqualSessionReplacesTheStaleConnection() {
    ServerScenario.Client stale = connect(1, 0);
    ServerScenario.Client fresh = connect(1, 0);
    stale.read();

    assertThat(stale.goAway.reason()).isEqualTo(GoAwayReason.REPLACED);
    assertThat(it.closed).containsExactly(CloseReason.REPLACED);
    assertThat(fresh.channel.isOpen()).isTrue();
  }

  @Test
  void connectionsOfOneClientLiveBesideEachOther() {
    connect(1, 0);
    connect(1, 1);

    assertThat(it.closed).isEmpty();
    assertThat(registry.clients()).isEqualTo(1);
  }

  @Test
  void aHigherEpochEvictsAllLowerOnes() {
    connect(1, 0);
    connect(1, 1);
    ServerScenario.Client reborn = connect(2, 5);

    assertThat(it.closed).containsExactly(CloseReason.REPLACED, CloseReason.REPLACED);
    assertThat(reborn.channel.isOpen()).isTrue();
  }

  @Test
  void aLowerEpochIsToldTheCurrentOneAndSentAway() {
    connect(-1, 0);
    ServerScenario.Client old = connect(3, 0);

    assertThat(old.hello.epoch()).as("unsigned").isEqualTo(-1);
    assertThat(old.goAway.reason()).isEqualTo(GoAwayReason.STALE_EPOCH);
    assertThat(it.server.connections()).hasSize(1);
    assertThat(it.greeted).hasSize(1);
  }

  @Test
  void theLateDeathOfAConnectionNeverTouchesItsSuccessor() {
    ServerScenario.Client stale = connect(1, 0);
    stale.request(1);
    ServerScenario.Client fresh = connect(1, 0);
    assertThat(stale.channel.isOpen()).as("it still owes an answer").isTrue();
    stale.channel.close().syncUninterruptibly();
    assertThat(registry.clients()).isEqualTo(1);

    fresh.channel.close().syncUninterruptibly();
    assertThat(registry.clients()).isZero();
  }

  @Test
  void twoClientsThatShareEverythingMustNotReplaceEachOtherForEver() {
    ServerScenario.Client sitting = connect(1, 0);
    for (int i = 0; i < SessionRegistry.RIVALS_ENDURED; i++) {
      sitting.request(1);
      ServerScenario.Client rival = connect(1, 0);
      sitting.read();
      assertThat(sitting.goAway.reason()).isEqualTo(GoAwayReason.REPLACED);
      sitting.ping(1);
      sitting = rival;
    }
    ServerScenario.Client refused = connect(1, 0);
    assertThat(refused.goAway.reason()).isEqualTo(GoAwayReason.STALE_EPOCH);
    assertThat(refused.hello.epoch()).isEqualTo(1);
    assertThat(sitting.goAway).isNull();
    assertThat(connect(1, 1).goAway).as("another index is free").isNull();
    assertThat(connect(2, 0).goAway).as("a later life is not a twin").isNull();
  }

  @Test
  void aClientWhoseOldConnectionsAreDeadReplacesThemAsOftenAsItLikes() {
    ServerScenario.Client newest = connect(1, 0);
    for (int i = 0; i < 3 * SessionRegistry.RIVALS_ENDURED; i++) {
      newest = connect(1, 0);
    }
    assertThat(newest.goAway).isNull();
    assertThat(it.greeted).hasSize(1 + 3 * SessionRegistry.RIVALS_ENDURED);
  }

  @Test
  void whoIsNotAuthorizedReplacesNobody() {
    SessionRegistry guarded = new SessionRegistry((channel, hello) -> hello.epoch() == 1);
    ServerScenario strict = new ServerScenario(ServerOptions.DEFAULT, Optional.of(guarded));
    ServerScenario.Client rightful = strict.connect();
    rightful.hello(hello(DEVICE, 1, 0, 20_000));
    ServerScenario.Client thief = strict.connect();
    thief.hello(hello(DEVICE, 2, 0, 20_000));

    assertThat(thief.goAway.reason()).isEqualTo(GoAwayReason.UNAUTHORIZED);
    assertThat(rightful.channel.isOpen()).isTrue();
    assertThat(guarded.clients()).isEqualTo(1);
  }

  @Test
  void anAuthorizerThatThrowsHasNotSaidYes() {
    SessionRegistry broken =
        new SessionRegistry(
            (channel, hello) -> {
              throw new IllegalStateException("broken on purpose");
            });
    ServerScenario strict = new ServerScenario(ServerOptions.DEFAULT, Optional.of(broken));
    ServerScenario.Client client = strict.connect();
    assertThatThrownBy(() -> client.hello(hello(DEVICE, 1, 0, 20_000)))
        .as("what it threw is left to the event loop")
        .hasMessage("broken on purpose");
    client.read();

    assertThat(client.goAway.reason()).isEqualTo(GoAwayReason.UNAUTHORIZED);
  }

  @Test
  void aClientWithoutAnIdHasNoSession() {
    ServerScenario.Client first = it.connect();
    first.hello(hello(20_000));
    it.connect().hello(hello(20_000));

    assertThat(it.closed).isEmpty();
    assertThat(registry.clients()).isZero();
  }

  private ServerScenario.Client connect(long epoch, long index) {
    ServerScenario.Client client = it.connect();
    client.hello(hello(DEVICE, epoch, index, 20_000));
    return client;
  }
}
