package io.belay.client.chaos;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.belay.client.Transport;
import io.belay.client.lab.LabTransports;
import org.junit.jupiter.api.Test;

@InChaosLab
class IoUringChaosTest {
  @Test
  void nothingMustBeLostOrDoubled() throws Exception {
    assumeTrue(LabTransports.all().contains(Transport.IO_URING), "not on this machine");
    ChaosRun.play(Transport.IO_URING);
  }
}
