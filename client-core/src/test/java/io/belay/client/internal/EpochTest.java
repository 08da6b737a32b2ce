package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochTest {
  private final Epoch epoch = new Epoch(5);

  @Test
  void aLifeThatLooksOldTakesThePlaceBehindTheKnownOne() {
    epoch.isStale(5, 900);

    assertThat(epoch.current()).isEqualTo(901);
  }

  @Test
  void connectionsThatAreToldTogetherMustMoveItOnce() {
    epoch.isStale(5, 900);
    epoch.isStale(5, 900);

    assertThat(epoch.current()).isEqualTo(901);
  }

  @Test
  void twoClientsOfOneIdMustNotOutbidEachOtherForEver() {
    epoch.isStale(5, 900);
    epoch.isStale(901, 902);

    assertThat(epoch.current()).isEqualTo(901);
  }
}
