import JSON
import Testing

@testable import Images

/// What is taken over from documents inside of packages (IMAGE.md §15).
@Suite struct PackageBillTests {
    private func bill(_ text: String) -> PackageBill? { PackageBill(Array(text.utf8), supplier: "Organization: us") }

    @Test func whatIsDescribedAndIsNoPackageIsLeftOut() throws {
        let document = try #require(
            bill(
                """
                {"documentDescribes":["SPDXRef-File-x","SPDXRef-p","SPDXRef-gone"],"packages":[{"SPDXID":"SPDXRef-q"},{"SPDXID":"SPDXRef-p"}],
                "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-q"},
                {"spdxElementId":"SPDXRef-p","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-File-x"}]}
                """
            )
        )
        #expect(document.roots == ["SPDXRef-q", "SPDXRef-p"])
        #expect(document.packages.count == 2)
        #expect(document.relationships == [])
        #expect(document.missing == [])
    }

    @Test func onlyKnownFieldsAreTakenOverInTheirOrder() throws {
        let document = try #require(
            bill(
                """
                {"documentDescribes":["p"],"comment":"x","packages":[{"annotations":[],"name":"n","description":null,"SPDXID":"p",
                "filesAnalyzed":true,"packageVerificationCode":{"packageVerificationCodeValue":"1"},"versionInfo":"","licenseDeclared":"MIT",
                "checksums":[{"checksumValue":"ab","extra":1,"algorithm":"SHA1"},{}],
                "externalRefs":[{"comment":"c","referenceType":"purl","referenceLocator":"l"}]}],
                "hasExtractedLicensingInfos":[{"seeAlsos":["s"],"name":"n","extractedText":"t","licenseId":"i","comment":null},null]}
                """
            )
        )
        #expect(
            document.packages.map { $0.text() } == [
                """
                {"SPDXID":"p","name":"n","filesAnalyzed":false,"licenseDeclared":"MIT","downloadLocation":"","originator":"Organization: us",\
                "supplier":"Organization: us","checksums":[{"algorithm":"SHA1","checksumValue":"ab"},{"algorithm":"","checksumValue":""}],\
                "externalRefs":[{"referenceCategory":"","referenceLocator":"l","referenceType":"purl"}]}
                """
            ]
        )
        let texts = ["{\"licenseId\":\"i\",\"extractedText\":\"t\"}", "{\"licenseId\":\"\",\"extractedText\":\"\"}"]
        #expect(document.texts.map { $0.text() } == texts)
    }

    @Test func whatRelationshipsLeadToAndIsNoPackageIsTold() throws {
        let document = try #require(
            bill(
                """
                {"documentDescribes":["p"],"packages":[{"SPDXID":"p"},{"SPDXID":"q"}],"relationships":[
                {"spdxElementId":"p","relationshipType":"CONTAINS","relatedSpdxElement":"gone"},
                {"spdxElementId":"gone","relationshipType":"CONTAINS","relatedSpdxElement":"q"},
                {"spdxElementId":"other","relationshipType":"CONTAINS","relatedSpdxElement":"far"}]}
                """
            )
        )
        #expect(document.missing == ["gone"])
        #expect(document.packages.compactMap { $0["SPDXID"]?.string } == ["p", "q"])
    }

    @Test(arguments: [
        "", "[]", "7", "{\"packages\":{}}", "{\"packages\":[7]}", "{\"packages\":[{\"name\":7}]}", "{\"documentDescribes\":[7]}",
        "{\"relationships\":[{\"relationshipType\":[]}]}", "{\"packages\":[{\"checksums\":[{\"algorithm\":1}]}]}",
        "{\"hasExtractedLicensingInfos\":\"\"}",
    ])
    func whatIsNoDocumentIsNone(_ text: String) { #expect(bill(text) == nil) }

    @Test(arguments: ["{}", "null", "{\"packages\":null,\"documentDescribes\":[null]}"])
    func whatIsMissingIsEmpty(_ text: String) throws {
        let document = try #require(bill(text))
        #expect(document.roots.isEmpty && document.packages.isEmpty && document.missing.isEmpty)
    }

    @Test(arguments: [true, false]) func quotesOfReleaseFilesAreTrimmed(_ isLikeApko: Bool) throws {
        let file = try ReleaseFile(Array("ID='sepia'\nNAME=\"\"S\"\nVERSION_ID=1\n".utf8), isLikeApko: isLikeApko)
        #expect(file.identifier == (isLikeApko ? "'sepia'" : "sepia"))
        #expect(file.name == "S")
        #expect(file.version == "1")
    }
}
