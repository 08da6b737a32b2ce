package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressOrderTest {
  private static final long START = Long.MAX_VALUE - 1_000;
  private static final InetAddress SIX_A = address("2001:db8::a");
  private static final InetAddress SIX_B = address("2001:db8::b");
  private static final InetAddress FOUR_A = address("192.0.2.1");
  private static final InetAddress FOUR_B = address("192.0.2.2");
  private static final InetAddress FOUR_C = address("192.0.2.3");

  private final AddressOrder order = new AddressOrder();

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private List<InetAddress> bestFirst(Map<InetAddress, Integer> loads, long nowNanos) {
    return order.bestFirst(
        List.of(FOUR_A, FOUR_B, FOUR_C, SIX_A, SIX_B),
        each -> loads.getOrDefault(each, 0),
        nowNanos);
  }

  @Test
  void theFamiliesMustTakeTurnsAndIpv6BeFirst() {
    assertThat(bestFirst(Map.of(), START)).containsExactly(SIX_A, FOUR_A, SIX_B, FOUR_B, FOUR_C);
  }

  @Test
  void theAddressWithTheFewestConnectionsMustBeFirst() {
    assertThat(bestFirst(Map.of(SIX_A, 2, SIX_B, 1, FOUR_A, 1, FOUR_B, 0, FOUR_C, 3), START))
        .containsExactly(FOUR_B, SIX_B, FOUR_A, SIX_A, FOUR_C);
  }

  @Test
  void anAddressThatGaveTroubleMustBeTheLastOfItsFamilyForAMinute() {
    order.troubled(SIX_A, START);
    order.troubled(FOUR_A, START);

    long soon = START + Duration.ofSeconds(59).toNanos();
    assertThat(bestFirst(Map.of(SIX_B, 1), soon))
        .containsExactly(FOUR_B, SIX_B, FOUR_C, SIX_A, FOUR_A);
    long later = START + Duration.ofSeconds(60).toNanos();
    assertThat(bestFirst(Map.of(), later)).startsWith(SIX_A, FOUR_A);
  }

  @Test
  void aFamilyInTroubleMustNotBeFirst() {
    order.troubled(SIX_A, START);
    order.troubled(SIX_B, START);

    assertThat(bestFirst(Map.of(FOUR_A, 5, FOUR_B, 5, FOUR_C, 5), START)).startsWith(FOUR_A, SIX_A);
  }

  @Test
  void anAddressThatIsFineAgainMustBeForgiven() {
    order.troubled(SIX_A, START);
    order.fine(SIX_A);

    assertThat(bestFirst(Map.of(), START)).startsWith(SIX_A);
  }

  @Test
  void anAddressMustBeUntriedUntilItWasTriedOrIsGone() {
    order.changed(List.of(), List.of(FOUR_A, FOUR_B));
    order.fine(FOUR_A);
    assertThat(order.hasUntried()).isTrue();
    order.troubled(FOUR_B, START);
    assertThat(order.hasUntried()).isFalse();
    order.changed(List.of(FOUR_A, FOUR_B), List.of(FOUR_A, FOUR_C));
    assertThat(order.hasUntried()).isTrue();
    order.changed(List.of(FOUR_A, FOUR_C), List.of(FOUR_A));
    assertThat(order.hasUntried()).isFalse();
  }
}
