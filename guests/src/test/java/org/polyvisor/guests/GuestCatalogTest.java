package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GuestCatalogTest {
    @Test
    void namesAreUniqueAndFitForFolders() {
        assertThat(GuestCatalog.all())
                .extracting(GuestRecipe::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }

    @Test
    void everyRecipeIsFoundByItsName() throws GuestBuildException {
        for (GuestRecipe recipe : GuestCatalog.all()) {
            assertThat(GuestCatalog.find(recipe.name())).isSameAs(recipe);
        }
    }

    @Test
    void defaultIsAKernelAndStandsFirst() throws GuestBuildException {
        assertThat(GuestCatalog.find(GuestCatalog.DEFAULT)).isInstanceOf(GuestRecipe.Kernel.class);
        assertThat(GuestCatalog.all().getFirst().name()).isEqualTo(GuestCatalog.DEFAULT);
    }

    @Test
    void systemIsBootedByAKernelOfTheCatalogFromTheSameSuite() throws GuestBuildException {
        GuestRecipe.DebianSystem system = (GuestRecipe.DebianSystem) GuestCatalog.find("debian");

        GuestRecipe.Packaged kernel = (GuestRecipe.Packaged) GuestCatalog.find(system.kernel());

        assertThat(kernel).isInstanceOf(GuestRecipe.Kernel.class);
        assertThat(kernel.suite()).isEqualTo(system.suite());
    }

    @Test
    void unknownNameGetsTheNearestOnesInOneLine() {
        assertThatThrownBy(() -> GuestCatalog.find("trixi-cloud\n"))
                .isInstanceOf(GuestBuildException.class)
                .hasMessageStartingWith("unknown guest 'trixi-cloud': did you mean trixie-cloud,")
                .message()
                .hasLineCount(1);
    }

    @Test
    void distanceCountsInsertionsDeletionsAndSubstitutions() {
        assertThat(EditDistance.between("sid", "sid")).isZero();
        assertThat(EditDistance.between("sidd", "sid")).isEqualTo(1);
        assertThat(EditDistance.between("trixie", "trixy")).isEqualTo(2);
        assertThat(EditDistance.between("", "edk2")).isEqualTo(4);
    }
}
