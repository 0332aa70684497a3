//! What the file says about itself, twice and alike: in the information dictionary and in XMP.

use std::fmt::Write as _;

use chrono::DateTime;

use super::RenderError;

/// Title, people, dates.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub title: String,
    pub author: String,
    pub description: String,
    /// Joined by commas.
    pub keywords: String,
    pub creator: String,
    pub producer: String,
    /// `D:20230106100000+09'00'`
    pub pdf_date: String,
    /// `2023-01-06T10:00:00+09:00`
    pub xmp_date: String,
}

/// A date as PDF and as XMP write it.
pub(super) fn dates(rfc3339: &str) -> Result<(String, String), RenderError> {
    let date = DateTime::parse_from_rfc3339(rfc3339).map_err(|_| RenderError::Date(rfc3339.to_owned()))?;
    let zone = date.format("%:z").to_string().replace(':', "'");
    Ok((format!("D:{}{zone}'", date.format("%Y%m%d%H%M%S")), date.format("%Y-%m-%dT%H:%M:%S%:z").to_string()))
}

/// The XMP packet: the same facts, PDF/A-3a and PDF/UA-1 with the schema that declares the latter (ISO 19005-3, 6.6.2.3).
pub(super) fn xmp(facts: &Facts) -> String {
    let mut packet = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n<dc:format>application/pdf</dc:format>\n<dc:language><rdf:Bag><rdf:li>ko-KR</rdf:li></rdf:Bag></dc:language>\n",
    );
    let _ = writeln!(
        packet,
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>",
        escape(&facts.title)
    );
    if !facts.author.is_empty() {
        let _ =
            writeln!(packet, "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escape(&facts.author));
    }
    if !facts.description.is_empty() {
        let _ = writeln!(
            packet,
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:description>",
            escape(&facts.description)
        );
    }
    if !facts.keywords.is_empty() {
        let _ = writeln!(packet, "<pdf:Keywords>{}</pdf:Keywords>", escape(&facts.keywords));
    }
    let date = &facts.xmp_date;
    let _ = writeln!(
        packet,
        "<pdf:Producer>{}</pdf:Producer>\n<xmp:CreatorTool>{}</xmp:CreatorTool>\n<xmp:CreateDate>{date}</xmp:CreateDate>\n<xmp:ModifyDate>{date}</xmp:ModifyDate>\n<xmp:MetadataDate>{date}</xmp:MetadataDate>\n<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n<pdfuaid:part>1</pdfuaid:part>\n</rdf:Description>",
        escape(&facts.producer),
        escape(&facts.creator),
    );
    packet.push_str(EXTENSION);
    packet.push_str("</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    packet
}

const EXTENSION: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"#;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_zone() {
        let (pdf, xmp) = dates("2023-01-06T10:00:00+09:00").unwrap();
        assert_eq!(pdf, "D:20230106100000+09'00'");
        assert_eq!(xmp, "2023-01-06T10:00:00+09:00");
        assert!(dates("어제").is_err());
    }
}
